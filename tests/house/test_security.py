"""House rules about what is dangerous, and the list of requirements whose proofs must exist."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.test_shape import MODULES, ROOT

PRODUCT = [name for name in MODULES if name.split("/")[0] in {"adapters", "bot", "store"}]
ASVS = ROOT / "docs" / "asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ASKED = """
1.2.1 1.2.2 1.2.4 1.2.10 1.3.3 1.3.5 1.3.6 1.5.2 2.2.1 2.2.2 2.3.1 2.3.3 2.3.4 2.4.1 3.2.1 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2
3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 3.7.2 4.1.1 4.1.3 6.3.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 8.4.1
8.4.2 9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.2.3 10.2.1 12.1.1 12.2.1 12.2.2 12.3.2 13.1.1 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.2
13.4.5 14.1.1 14.1.2 14.2.1 14.2.4 14.2.7 14.3.2 15.1.1 15.1.2 15.2.1 15.2.2 15.3.2 15.3.3 15.4.2 16.1.1 16.2.1 16.2.2 16.2.5
16.3.1 16.3.2 16.3.3 16.4.1 16.5.1 16.5.2 16.5.3 16.5.4
"""


def tree(name: str) -> ast.AST:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Find every call with the words that name it."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def options(call: ast.Call) -> dict[str, str]:
    return {each.arg: ast.unparse(each.value) for each in call.keywords if each.arg}


@pytest.mark.parametrize("name", PRODUCT)
def test_nothing_is_unpacked_or_run_that_could_be_code(name: str):
    for called, call in calls(name):
        assert called not in {"eval", "exec", "compile", "os.system", "os.popen"}, f"{name}:{call.lineno}"
        assert not called.startswith(("pickle.", "marshal.", "shelve.", "yaml.")), f"{name}:{call.lineno}"
        assert options(call).get("shell", "False") == "False", f"{name}:{call.lineno}"
        if called == "YAML":
            assert options(call)["typ"] in {"'safe'", "'rt'"}, f"{name}:{call.lineno}"


@pytest.mark.parametrize("name", PRODUCT)
def test_no_statement_is_made_of_text_with_values_in_it(name: str):
    for called, call in calls(name):
        if (
            called.rpartition(".")[2] not in {"text", "execute", "exec_driver_sql", "executemany"}
            or not call.args
        ):
            continue
        made = call.args[0]
        if isinstance(made, ast.JoinedStr) and "PRAGMA" in ast.unparse(made):
            continue  # which takes no parameters; what stands in it are words of our own
        is_mixed = isinstance(made, ast.JoinedStr | ast.BinOp) or (
            isinstance(made, ast.Call) and ast.unparse(made.func).endswith(".format")
        )
        sql = re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER)\b", ast.unparse(made))
        assert not (is_mixed and sql), f"{name}:{call.lineno}"


@pytest.mark.parametrize("name", PRODUCT)
def test_no_certificate_goes_unchecked(name: str):
    for called, call in calls(name):
        given = options(call)
        assert given.get("ssl") not in {"False", "None"}, f"{name}:{call.lineno}"
        assert "verify_ssl" not in given, f"{name}:{call.lineno}"
        assert "_create_unverified_context" not in called, f"{name}:{call.lineno}"
    assert "CERT_NONE" not in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PRODUCT)
def test_no_client_of_slacks_repeats_by_itself(name: str):
    for called, call in calls(name):
        if called.endswith("WebClient"):
            assert options(call)["retry_handlers"] == "[]", f"{name}:{call.lineno}: it would post twice"


def test_no_call_with_a_secret_follows_a_redirect():
    """A redirect would carry a token, or an answer meant for one host, to another."""
    found = [
        (name, call)
        for name in PRODUCT
        if name.startswith("adapters/")
        for called, call in calls(name)
        if re.search(r"(session|_opened\(\))\.(get|post|put|patch|delete|request)$", called)
    ]
    assert {"adapters/slack/platform.py", "adapters/teams/connector.py", "adapters/teams/tokens.py"} <= {
        name for name, _ in found
    }
    for name, call in found:
        assert options(call).get("allow_redirects") == "False", f"{name}:{call.lineno}"


def test_the_list_has_every_requirement_once_each_with_a_proof_or_a_reason():
    rows = ROW.findall(ASVS.read_text(encoding="utf-8"))
    assert [number for number, _, _ in rows] == ASKED.split()
    for number, _, said in rows:
        assert PROOF.search(said) or len(said) > 15, number


def test_every_proof_that_is_named_exists():
    named = set(PROOF.findall(ASVS.read_text(encoding="utf-8")))
    assert len(named) > 40
    for file, test in sorted(named):
        assert re.search(
            rf"^(async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE
        ), test


@pytest.mark.parametrize("page", ["TRUST.md", "SECURITY.md", "docs/operate.md"])
def test_the_pages_link_to_what_is_there(page: str):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", text):
        assert not target or ((ROOT / page).parent / target).exists(), target
    for file in re.findall(r"`((?:tests|docs)/[\w/]+\.\w+)`", text):
        assert (ROOT / file).exists(), file


def test_the_thirteen_questions_are_answered_in_their_order():
    heads = re.findall(r"^## (\d+)\. .+\?$", (ROOT / "TRUST.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == [str(number) for number in range(1, 14)]


def test_the_anchors_of_these_pages_lead_somewhere():
    for page in ("TRUST.md", "SECURITY.md"):
        for target, anchor in re.findall(
            r"\]\(([^)#]+)#([^)]+)\)", (ROOT / page).read_text(encoding="utf-8")
        ):
            heads = re.findall(r"^#+ (.+)$", (ROOT / target).read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}
            assert anchor in slugs, (target, anchor)
