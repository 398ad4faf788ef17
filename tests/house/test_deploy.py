"""What is in deploy/: it parses, names only settings that exist, and keeps the bot without rights that it does not need."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot import __version__
from bot.app import LONGEST_END
from bot.environment import SECRETS
from bot.web.serving import LONGEST_END as LONGEST_ANSWER

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "portevoix"
GRACE = 60
TEXTS = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def settings_known() -> set[str]:
    """List every setting that the README's table tells."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in readme.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]{6,})`", row)}
    return named | {f"{name}_FILE" for name in SECRETS}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_only_settings_that_exist_are_named(path: Path):
    named = set(re.findall(r"\b(?:PORTEVOIX|SLACK|TEAMS|MICROSOFT_APP)_[A-Z_]+[A-Z]\b", path.read_text()))
    assert named <= settings_known()


def test_whoever_stops_the_bot_gives_it_the_time_that_it_needs():
    slowest = LONGEST_END + LONGEST_ANSWER + 10  # the doors give answers on their way ten seconds
    assert slowest < GRACE
    assert f"TimeoutStopSec={GRACE}\n" in (DEPLOY / "portevoix.service").read_text()
    assert read((DEPLOY / "compose.yaml").read_text())["services"]["bot"]["stop_grace_period"] == f"{GRACE}s"
    assert rendered("deployment.yaml")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == GRACE


def test_the_image_is_built_from_locks_runs_as_nobody_and_says_how_it_is():
    lines = (DEPLOY / "Dockerfile").read_text()
    steps = re.findall(r"^([A-Z]+) (.*)$", lines, re.MULTILINE)
    assert "--require-hashes" in lines
    assert ("USER", "10001:10001") in steps
    assert [name for name, _ in steps].index("USER") > [name for name, _ in steps].index("RUN")
    assert "HEALTHCHECK" in {name for name, _ in steps}
    assert "ADD" not in {name for name, _ in steps}
    copied = {source for _, source in re.findall(r"^COPY (?!--from)((\S+) \S+)$", lines, re.MULTILINE)}
    for source in copied:
        assert (ROOT / source).exists(), source
    let_in = {
        line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    assert let_in == copied
    assert {"bot", "adapters", "store", "playbooks"} <= copied


def test_compose_gives_the_bot_no_rights_and_the_database_no_way_out():
    compose = read((DEPLOY / "compose.yaml").read_text())
    bot, database = compose["services"]["bot"], compose["services"]["database"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert "ports" not in database
    assert database["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True
    used = {name for service in compose["services"].values() for name in service["secrets"]}
    assert used == set(compose["secrets"])
    files = [value for name, value in bot["environment"].items() if name.endswith("_FILE")]
    assert {Path(file).name for file in files} == set(bot["secrets"])
    assert not set(SECRETS) & set(bot["environment"]), "no secret stands in the environment"


def test_systemd_shuts_the_bot_in():
    unit = (DEPLOY / "portevoix.service").read_text()
    for line in (
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=\n",
    ):
        assert line in unit
    loaded = set(re.findall(r"^LoadCredential=(\w+):", unit, re.MULTILINE))
    given = set(re.findall(r"^Environment=[A-Z_]+_FILE=%d/(\w+)$", unit, re.MULTILINE))
    assert loaded == given != set()


def test_systemd_understands_the_unit_and_finds_little_exposed(tmp_path: Path):
    if not shutil.which("systemd-analyze"):
        if os.environ.get("REQUIRE_SYSTEMD") == "1":
            pytest.fail("systemd is required here, and not installed")
        pytest.skip("systemd is not installed: its unit is not looked at")
    unit = tmp_path / "portevoix.service"
    text = (DEPLOY / "portevoix.service").read_text()
    # The program is not where it will be.
    unit.write_text(text.replace("/opt/portevoix/.venv/bin/portevoix", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout[-400:] + done.stderr
    assert "Unknown" not in done.stderr, done.stderr


def rendered(name: str, **changes: Any) -> Any:
    """Fill a template of the chart, in the few words of its language that the chart uses."""
    values = read((CHART / "values.yaml").read_text())
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = values
        for parent in parents:
            place = place[parent]
        place[last] = value
    scope = {"Values": values, "Release": {"Name": "advocacy"}}
    return read("\n".join(_fill((CHART / "templates" / name).read_text().splitlines(), scope)))


def _fill(lines: list[str], scope: Mapping[str, Any]) -> list[str]:
    out: list[str] = []
    while lines:
        line = lines.pop(0)
        if block := re.fullmatch(r"\s*\{\{- (if|range)(?: \$name, \$value :=)? (\S+) \}\}", line):
            end = next(n for n, each in enumerate(lines) if re.fullmatch(r"\s*\{\{- end \}\}", each))
            body, lines = lines[:end], lines[end + 1 :]
            found = _at(block[2], scope)
            if block[1] == "if":
                out += _fill(body, scope) if found else []
            elif isinstance(found, dict):
                for key, value in found.items():
                    out += _fill(list(body), {**scope, "$name": key, "$value": value})
            else:
                for each in found:
                    out += _fill(list(body), {**scope, ".": each})
        elif tree := re.fullmatch(r"\s*\{\{- toYaml (\S+) \| nindent (\d+) \}\}", line):
            out += [" " * int(tree[2]) + each for each in _yaml(_at(tree[1], scope))]
        else:
            out.append(re.sub(r"\{\{ (\S+?)( \| quote)? \}\}", lambda found: _word(found, scope), line))
    assert not [line for line in out if "{{" in line]
    return out


def _at(path: str, scope: Mapping[str, Any]) -> Any:
    if path in scope:
        return scope[path]
    found: Any = scope
    for step in path.removeprefix(".").split("."):
        found = found[step]
    return found


def _word(found: "re.Match[str]", scope: Mapping[str, Any]) -> str:
    value = str(_at(found[1], scope))
    return f'"{value}"' if found[2] else value


def _yaml(tree: Any, indent: str = "") -> list[str]:
    lines = []
    for name, value in tree.items():
        lines += (
            [f"{indent}{name}:", *_yaml(value, indent + "  ")]
            if isinstance(value, dict)
            else [f"{indent}{name}: {value}"]
        )
    return lines


@pytest.mark.parametrize("path", sorted((CHART / "templates").iterdir()), ids=lambda path: path.name)
def test_every_template_of_the_chart_makes_one_thing_that_kubernetes_names(path: Path):
    made = rendered(path.name, ingress__enabled=True)
    assert {"apiVersion", "kind", "metadata"} <= set(made)
    assert made["metadata"]["name"] == "advocacy"


def test_what_is_switched_off_is_not_made():
    assert rendered("ingress.yaml") is None
    assert rendered("network.yaml", networkPolicy__enabled=False) is None


def test_the_chart_runs_several_machines_without_rights_and_with_secrets_from_files():
    spec = rendered("deployment.yaml")
    pod = spec["spec"]["template"]["spec"]
    [bot] = pod["containers"]
    assert spec["spec"]["replicas"] >= 2
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert bot["securityContext"]["readOnlyRootFilesystem"] is True
    assert bot["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(bot)
    assert bot["readinessProbe"]["httpGet"]["path"] == "/readyz"
    env = {each["name"]: each["value"] for each in bot["env"]}
    assert not set(SECRETS) & set(env)
    assert env["PORTEVOIX_DATABASE_URL_FILE"] == "/run/secrets/portevoix/PORTEVOIX_DATABASE_URL"
    mounted = {each["name"] for each in bot["volumeMounts"]}
    assert mounted == {each["name"] for each in pod["volumes"]}
    selector = spec["spec"]["selector"]["matchLabels"]
    assert selector.items() <= spec["spec"]["template"]["metadata"]["labels"].items()
    for name, path in (
        ("service.yaml", "selector"),
        ("disruption.yaml", "selector"),
        ("network.yaml", "podSelector"),
    ):
        found = rendered(name)["spec"][path]
        assert found.get("matchLabels", found) == selector, name


def test_the_network_policy_lets_out_to_names_https_and_the_database_alone():
    policy = rendered("network.yaml")["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    assert {port["port"] for rule in policy["egress"] for port in rule["ports"]} == {53, 443, 5432}
    assert {port["port"] for rule in policy["ingress"] for port in rule["ports"]} == {3000, 9090}


def test_the_chart_is_of_this_version():
    chart = read((CHART / "Chart.yaml").read_text())
    assert str(chart["appVersion"]) == __version__
    assert str(read((CHART / "values.yaml").read_text())["image"]["tag"]) == __version__


def test_what_is_copied_into_the_image_is_enough_to_run(tmp_path: Path):
    for name in ("bot", "adapters", "store", "sandbox", "playbooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manifest.yaml", tmp_path)
    env = {
        "PATH": "/usr/bin:/bin",
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    script = "import bot.__main__, bot.app, sandbox; print(bot.__file__, sandbox.__file__); bot.__main__.main(['doctor'])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=env,
        cwd="/",
    )
    first, *lines = done.stdout.splitlines()
    assert first.split() == [str(tmp_path / name / "__init__.py") for name in ("bot", "sandbox")], done.stderr
    assert any("PORTEVOIX_PLAYBOOKS is missing" in line for line in lines)
