"""A second look at a text: what it notices, what it masks, and of what it never says a word."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plain_words import LONGEST_SENTENCE, long_sentences, short_forms
from bot.domain.second_look import MOST_SEEN, REMARKS, Remark, remarks
from bot.domain.sensitive import MOST_SHOWN, Matter, look
from bot.domain.tie import lacks_the_tie

COMPANY = "Atelier Lumen"
TOLD = "Je travaille chez Atelier Lumen."


def seen_in(text: str) -> list[tuple[str, str]]:
    return [(each.matter, each.seen) for each in look(text)]


@pytest.mark.parametrize(
    "number",
    [
        "06 12 34 56 78",
        "0612345678",
        "01.12.20.26.10",
        "06-12-34-56-78",
        "06\u00a012\u00a034\u00a056\u00a078",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
        "+32 475 12 34 56",
        "0475/12 34 56",
        "02 123 45 67",
        "020 7946 0958",
        "+44 20 7946 0958",
        "(555) 123-4567",
        "camille@example.com",
        "camille.durand+lampe@mail.example.co.uk",
    ],
)
def test_a_way_to_reach_somebody_is_noticed(number: str):
    assert seen_in(f"Dites-le moi : {number}, merci.") == [(Matter.CONTACT, " ".join(number.split()))]


@pytest.mark.parametrize(
    "text",
    [
        "Le 05/12/2026 à 14:30, puis le 06.01.2027 10 h",
        "2015, 1 200 lampes, 3 500 000 euros, 12 %, 0,05 mm",
        "Suivez @camille@piaille.fr et #lampe2026",
        "Version 10.2.3.4.5, norme EN 60598-1, lot 0042",
        "https://example.com/2026/12/05/lampe?page=2",
        "J’ai suivi 2 cours de couture, fait 3 places et 1 route",
        "Le mot de passe est toujours un souci. Our secret: patience.",
        "the token of our love; la clé : écouter",
        "ISO 9001, 4111, 1 2 3 4 5 6 7 8 9 10 11 12 13",
        "a local shop, the corporate world, un internal joke",
    ],
)
def test_ordinary_figures_and_words_are_left_alone(text: str):
    assert seen_in(text) == []


@pytest.mark.parametrize(
    ("text", "matter", "seen"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", Matter.ACCOUNT, "FR76…"),
        ("FR7630006000011234567890189 MERCI BEAUCOUP", Matter.ACCOUNT, "FR76…"),
        ("BE68 5390 0754 7034", Matter.ACCOUNT, "BE68…"),
        ("GB29 NWBK 6016 1331 9268 19", Matter.ACCOUNT, "GB29…"),
        ("4111 1111 1111 1111", Matter.ACCOUNT, "4111…"),
        ("378282246310005", Matter.ACCOUNT, "3782…"),
        ("1 85 05 78 006 084 91", Matter.IDENTITY, "1 85…"),
        ("185057800608491", Matter.IDENTITY, "1850…"),
        ("2 85 05 2A 006 084 82", Matter.IDENTITY, "2 85…"),
        ("12 bis, rue des Lilas, 75011 Paris", Matter.HOME, "12 bis, rue des Lilas"),
        ("3 place de la République", Matter.HOME, "3 place de la République"),
        ("221B Baker Street", Matter.HOME, "221B Baker Street"),
        ("AKIAIOSFODNN7EXAMPLE", Matter.SECRET, "AKIA…"),
        ("ghp_" + "a1B2" * 9, Matter.SECRET, "ghp_…"),
        ("xoxb-" + "1234567890-" * 2 + "abcdef", Matter.SECRET, "xoxb…"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln", Matter.SECRET, "eyJh…"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", Matter.SECRET, "-----BEGIN …"),
        ("postgres://admin:s3cret@db.example.com/x", Matter.SECRET, "postgres://…:…@"),
        ("https://example.com/x?token=abcdefgh12345", Matter.SECRET, "?token=…"),
        ("mot de passe : Lampe2026!", Matter.SECRET, "mot de passe …"),
        ("mdp du wifi invité = Lampe2026!", Matter.SECRET, "mdp du wifi invité …"),
        ("password is hunter2", Matter.SECRET, "password …"),
        ("api_key=9f8e7d6c5b4a", Matter.SECRET, "api_key …"),
        ("srv-paie01.corp", Matter.INSIDE, "srv-paie01.corp"),
        ("http://wiki.lumen.intranet/page", Matter.INSIDE, "wiki.lumen.intranet"),
        ("localhost:8080", Matter.INSIDE, "localhost:8080"),
        ("192.168.1.20", Matter.INSIDE, "192.168.1.20"),
        ("10.0.0.7", Matter.INSIDE, "10.0.0.7"),
        (r"\\serveur\rh\paie", Matter.INSIDE, r"\\serveur\rh\paie"),
    ],
)
def test_what_opens_a_door_is_noticed_and_masked(text: str, matter: Matter, seen: str):
    assert seen_in(f"Voici {text}") == [(matter, seen)]


@pytest.mark.parametrize(
    "wrong",
    [
        "FR76 3000 6000 0112 3456 7890 188",
        "4111 1111 1111 1112",
        "1 85 05 78 006 084 92",
        "0000 0000 0000 0000",
    ],
)
def test_a_number_whose_check_digits_are_wrong_is_no_account_and_no_identity(wrong: str):
    assert not {Matter.ACCOUNT, Matter.IDENTITY} & {matter for matter, _ in seen_in(wrong)}


noticed = st.sampled_from(
    ["06 12 34 56 78", "camille@example.com", "mdp : hunter2!", "4111 1111 1111 1111", ", "]
)


@given(text=st.lists(noticed | st.text(max_size=5), max_size=20).map("".join) | st.text(max_size=400))
def test_a_place_is_found_once_and_shown_short(text: str):
    found = look(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 < len(each.seen) <= MOST_SHOWN + 2 for each in found)


@given(
    st.sampled_from(["hunter2!", "Tr0ub4dor&3", "p4ssw0rd", "9f8e7d6c5b4a3"]),
    st.sampled_from(["mdp", "password", "token"]),
)
def test_nothing_of_a_password_is_shown_again(value: str, label: str):
    found = seen_in(f"Le {label} : {value} et la suite")
    assert found
    for _, seen in found:
        assert value[:3] not in seen


HOSTILE = [
    "a" * 10_000,
    "1 " * 5_000,
    "a-" * 5_000,
    "FR76" + "A1 " * 3_000,
    "1 rue a " * 1_200,
    "@" * 10_000,
    "a.b" * 3_300,
]
HOSTILE += [
    "token token " * 900,
    "+1" + "(" * 9_000,
    "\\\\a" * 3_000,
    "12 " + "Aa " * 3_000,
    "eyJ" + "a" * 9_000,
    "x://" * 2_500,
]
HOSTILE += [
    "nous " * 2_000,
    "je suis " * 1_200,
    "I am a " * 1_400,
    "A.B." * 2_500,
    "(" * 10_000,
    "\n" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_keeps_the_look_waiting(text: str):
    start = time.process_time()
    remarks(text, COMPANY)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "La lampe d’Atelier Lumen est magnifique.",
        "Notre nouvelle lampe est sortie. Elle est magnifique.",
        "Bravo #AtelierLumen pour cette idée !",
        "Great work by @atelier_lumen",
        "We are so proud of the new lamp.",
        "Un salon.\n\nUne rencontre.\n\nQuelle fierté de voir notre lampe ici. Je travaille chez Atelier Lumen.",
        "Achetez la lampe Atelier-Lumen.",
    ],
)
def test_praise_before_the_tie_is_noticed(text: str):
    assert lacks_the_tie(text, COMPANY)


@pytest.mark.parametrize(
    "text",
    [
        f"{TOLD}\n\nNotre lampe est magnifique.",
        "Dans mon équipe, on a monté la lampe d’Atelier Lumen, et elle est superbe.",
        "I work at Atelier Lumen, and I love this lamp.",
        "My team builds this: the best lamp of Atelier Lumen.",
        "I'm a fitter at Atelier Lumen. So proud of our lamp.",
        "Proud of our lamp. #AtelierLumenEmployee",
        "Atelier Lumen recrute.",
        "J’ai vu une belle lampe au musée.",
        "Our boss is late again.",
        "The volumen of the atelier is great.",
        "",
    ],
)
def test_a_tie_that_is_told_early_or_no_praise_asks_for_nothing(text: str):
    assert not lacks_the_tie(text, COMPANY)


def test_without_a_companys_name_we_and_our_still_count():
    assert lacks_the_tie("Our lamp is the best.")
    assert not lacks_the_tie("Atelier Lumen is the best.")


PROTECTED = [
    "Chez Atelier Lumen, les salaires n’ont pas bougé depuis trois ans. Fière de mes collègues en grève !",
    "Nous sommes fiers de notre syndicat : la CGT et la CFDT ont signé au CSE.",
    "Bravo à nos délégués du personnel d’Atelier Lumen.",
    "Notre accord collectif est magnifique, nos primes beaucoup moins.",
    "Atelier Lumen cache des accidents. J’ai donné l’alerte à l’inspection du travail, et j’en suis heureuse.",
    "On nous demande de travailler avec de l’amiante. Super.",
    "Nos conditions de travail chez Atelier Lumen sont tout sauf idéales.",
    "We are proud of our union at Atelier Lumen. Join the TUC.",
    "Our pay at Atelier Lumen is the best kept secret in town.",
    "I reported a safety concern at Atelier Lumen and would love an answer. OSHA knows.",
    "Great turnout at our picket line today.",
    "Our working conditions are not great, and our overtime is not paid.",
    "Harassment at Atelier Lumen: we are happy that somebody speaks at last.",
    "Atelier Lumen, le droit de retrait, c’est aussi pour nous. Bravo à l’équipe de nuit et à ses horaires.",
    "Je critique mon employeur, et je le signe : Atelier Lumen se trompe.",
    "The best thing about Atelier Lumen is our strike fund.",
]


@pytest.mark.parametrize("text", PROTECTED)
def test_protected_speech_is_never_remarked_on(text: str):
    assert remarks(text, COMPANY) == ()


def test_short_forms_are_noticed_once_unless_they_are_explained_or_known():
    text = "Le SAV a vu le DTU (document technique unifié), le comité (CODIR) et le SAV. L’URSSAF. La CGT, un CDI, en PDF."
    assert short_forms(text) == ("SAV", "URSSAF")
    assert short_forms("Merci LUMEN, chapitre XIV. #QHSE @SAV https://a.fr/SAV", "Atelier Lumen") == ()
    assert short_forms("C’EST LA FÊTE AU SAV !") == (), "a text in capitals is a text in capitals"
    assert short_forms("The R.M.A. is back") == ("R.M.A.",)


def test_a_sentence_is_long_from_its_twenty_sixth_word():
    assert long_sentences("mot " * LONGEST_SENTENCE + ".") == ()
    assert long_sentences("Un court. " + "mot " * (LONGEST_SENTENCE + 1)) == (
        ("mot mot mot mot mot mot …", 26),
    )
    assert long_sentences(("mot " * 20 + "\n") * 3) == (), "a line break ends a sentence"
    assert long_sentences("#a " * 30 + "https://example.com/a " * 30) == ()


def test_remarks_come_in_one_order_with_at_most_three_places_each():
    text = (
        "Notre lampe est géniale, dit le SAV au GIE et au DTU et au BET. a@b.fr c@d.fr e@f.fr g@h.fr, mdp : Lampe2026! "
        + "mot " * 30
    )
    found = remarks(text, COMPANY)
    assert [each.about for each in found] == ["secret", "contact", "tie", "short_form", "sentence"]
    assert found[1] == Remark("contact", ("a@b.fr", "c@d.fr", "e@f.fr"))
    assert found[2].seen == ()
    assert max(len(each.seen) for each in found) == MOST_SEEN


@given(st.text(max_size=600))
def test_any_text_gets_remarks_of_known_kinds_and_the_same_each_time(text: str):
    found = remarks(text, COMPANY)
    assert {each.about for each in found} <= set(REMARKS)
    assert found == remarks(text, COMPANY)
