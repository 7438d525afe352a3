"""Cards and codes: one live card a household, a PIN seen once, one answer for every failure."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.core.errors import NotAllowed, NotFound
from jishan.demo.cast import Cast
from jishan.orgs.models import AuditEvent
from jishan.registry.actions import (
    CardExists,
    CardOrPinWrong,
    NoCardYet,
    TooManyCards,
    issue_card,
    issue_cards,
    open_card,
    reissue_card,
)
from jishan.registry.codes import ALPHABET, CODE_LENGTH, new_codes, spellings
from jishan.registry.models import Card, PublicCode
from jishan.registry.queries import (
    CardUnknown,
    card_is_valid,
    code_leads,
    household_by_code,
    household_of_card,
)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_a_card_opens_with_its_pin_however_it_is_typed(village: Cast, now: datetime) -> None:
    card = issue_card(village.clerk, village.zhang.id, key="k", now=now)
    assert (card.version, card.number, card.head_name) == (1, "TY001", "张桂兰")
    assert len(card.code) == CODE_LENGTH
    assert set(card.code) <= set(ALPHABET)
    assert (len(card.pin), card.pin.isdigit()) == (6, True)

    typed = f" {card.code[:3].lower()} {card.code[3:].replace('0', 'o').replace('1', 'l')}"
    opened = open_card(typed, card.pin, now=now)

    assert (opened.household_id, opened.village_id) == (village.zhang.id, village.taoyuan.id)
    assert card_is_valid(opened.village_id, opened.id)
    codes = AuditEvent.objects.order_by("at", "id").values_list("code", flat=True)
    assert [code for code in codes if code.startswith("card.")] == ["card.issued", "card.opened"]


def test_the_pin_is_nowhere_in_the_database(village: Cast, now: datetime) -> None:
    card = issue_card(village.clerk, village.zhang.id, key="the-key", now=now)

    row = Card.objects.get(id=card.id, village_id=village.taoyuan.id)
    assert row.pin_hash.startswith("argon2$argon2id$")
    for value in (*AuditEvent.objects.values_list("facts", flat=True), str(row.__dict__)):
        assert card.pin not in str(value)
        assert "the-key" not in str(value)


def test_issuing_again_with_the_key_prints_the_same_slip(village: Cast, now: datetime) -> None:
    first = issue_card(village.clerk, village.zhang.id, key="k", now=now)

    assert issue_card(village.clerk, village.zhang.id, key="k", now=now) == first
    assert Card.objects.count() == 1
    with pytest.raises(CardExists):
        issue_card(village.clerk, village.zhang.id, key="other", now=now)
    assert Card.objects.count() == 1


def test_a_lost_card_is_dead_at_once(village: Cast, now: datetime) -> None:
    lost = issue_card(village.clerk, village.zhang.id, key="k", now=now)
    new = reissue_card(village.clerk, village.zhang.id, key="k2", now=now)

    assert reissue_card(village.clerk, village.zhang.id, key="k2", now=now) == new
    assert (new.version, new.code != lost.code) == (2, True)
    with pytest.raises(CardOrPinWrong):
        open_card(lost.code, lost.pin, now=now)
    with pytest.raises(NotFound):
        household_by_code(village.taoyuan.id, lost.code)
    with pytest.raises(CardUnknown):
        household_of_card(lost.code)
    assert not card_is_valid(village.taoyuan.id, lost.id)
    assert household_by_code(village.taoyuan.id, new.code).id == village.zhang.id
    assert household_of_card(new.code).household_id == village.zhang.id


def test_what_was_never_issued_is_not_replaced(village: Cast, now: datetime) -> None:
    with pytest.raises(NoCardYet):
        reissue_card(village.clerk, village.zhang.id, key="k", now=now)
    assert not Card.objects.exists()


def test_one_print_run_for_many(village: Cast, now: datetime) -> None:
    wanted = [village.far.id, village.zhang.id, village.liu_neighbour.id]

    cards = issue_cards(village.clerk, wanted, key="run", now=now)

    assert [card.number for card in cards] == ["TY001", "TY002", "TY003"]
    assert issue_cards(village.clerk, wanted, key="run", now=now) == cards
    assert len({card.code for card in cards}) == 3
    assert PublicCode.objects.filter(kind="card").count() == 3
    with pytest.raises(TooManyCards):
        issue_cards(village.clerk, range(1001), key="many", now=now)


def test_only_the_clerk_of_the_village_issues(village: Cast, now: datetime) -> None:
    for stranger in (village.grid_worker, village.supervisor, village.shopkeeper):
        with pytest.raises(NotAllowed):
            issue_card(stranger, village.zhang.id, key="k", now=now)
    with pytest.raises(NotFound):
        issue_card(village.outsider, village.zhang.id, key="k", now=now)
    with pytest.raises(NotFound):
        issue_cards(village.clerk, [village.zhang.id, village.elsewhere.id], key="k", now=now)
    assert not Card.objects.exists()


def test_five_wrong_pins_rest_the_card_for_fifteen_minutes(village: Cast, now: datetime) -> None:
    card = issue_card(village.clerk, village.zhang.id, key="k", now=now)
    for _ in range(5):
        with pytest.raises(CardOrPinWrong):
            open_card(card.code, wrong(card.pin), now=now)

    with pytest.raises(CardOrPinWrong):
        open_card(card.code, card.pin, now=now + timedelta(minutes=14, seconds=59))
    assert open_card(card.code, card.pin, now=now + timedelta(minutes=15)).id == card.id
    assert Card.objects.get(village_id=village.taoyuan.id, id=card.id).failures == 0


def test_four_wrong_pins_and_the_right_one_begin_anew(village: Cast, now: datetime) -> None:
    card = issue_card(village.clerk, village.zhang.id, key="k", now=now)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(CardOrPinWrong):
                open_card(card.code, wrong(card.pin), now=now)
        assert open_card(card.code, card.pin, now=now).id == card.id


def test_the_answer_does_not_tell_an_unknown_card_from_a_wrong_pin(
    village: Cast, now: datetime
) -> None:
    """The same code, the same facts, the same questions to the database but for the counted try."""
    card = issue_card(village.clerk, village.zhang.id, key="k", now=now)
    answers = []
    for code in ("ZZZZZZZ", card.code, "not a code!"):
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            pytest.raises(CardOrPinWrong) as refused,
        ):
            open_card(code, wrong(card.pin), now=now)
        looked = [q["sql"].split()[0] for q in asked if q["sql"].startswith("SELECT")]
        answers.append((refused.value.code, refused.value.facts, len(looked)))
    assert answers[0] == answers[1] == ("registry.pin_wrong", {}, 2)
    assert answers[2][:2] == ("registry.pin_wrong", {})


def test_door_codes_lead_to_a_household_and_nothing_else(village: Cast) -> None:
    code = village.zhang.door_code
    typed = f"{code[:3].lower()} {code[3:]}"
    found = household_by_code(village.taoyuan.id, typed)
    assert (found.id, found.masked, found.code) == (village.zhang.id, "张*兰", "")
    with pytest.raises(NotFound):
        household_by_code(village.liushu.id, code)
    leads = code_leads(code)
    assert leads is not None
    assert (leads.kind, leads.household_id) == ("door", village.zhang.id)
    assert code_leads("NOSUCH1") is None


def test_codes_are_random_and_legible() -> None:
    drawn = new_codes(2_000)
    assert len(set(drawn)) == 2_000
    assert set("".join(drawn)) == set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)
    assert spellings("oil-1 2") == ("OIL12", "01112")
    assert spellings("张三") == spellings("a" * 17) == ()
