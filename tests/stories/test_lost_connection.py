"""A lost connection, a photograph that is none, a full disk: nothing half, lost or doubled."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from jishan.claims.actions import (
    KeyTaken,
    attach_evidence,
    publish_claims,
    record_claim,
    review_claim,
    submit_claim,
    verify_claim,
)
from jishan.claims.acts import NewClaim
from jishan.claims.models import Claim, Evidence
from jishan.claims.queries import photograph, why
from jishan.core.errors import NotFound
from jishan.core.scoring import ItemUnknown
from jishan.core.workflow import Stage
from jishan.demo.cast import Cast
from jishan.foundation.files import NoRoomLeft, NotAPhotograph
from jishan.registry.models import Household
from tests.departments.pictures import picture, tagged
from tests.departments.test_files import disk_full_after, files_in
from tests.stories.road import claimed, decided, key, published, written


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "photographs"
    settings.MEDIA_ROOT.mkdir()
    yield settings.MEDIA_ROOT
    settings.MEDIA_ROOT = before


def sweep(village: Cast, now: datetime) -> NewClaim:
    return NewClaim(village.zhang.id, "lane-sweep", now.date())


def test_a_claim_whose_answer_got_lost_is_sent_again_and_is_one_claim(
    village: Cast, now: datetime, media: Path
) -> None:
    photographs = [tagged(), picture()]
    first = submit_claim(
        village.zhang_actor, sweep(village, now), key="k", now=now, photographs=photographs
    )
    before, files = written(), len(files_in(media))

    again = submit_claim(
        village.zhang_actor, sweep(village, now), key="k", now=now, photographs=photographs
    )

    assert (again.id, again.number, again.repeated) == (first.id, first.number, True)
    assert written() == before
    assert (len(files_in(media)), files) == (4, 4)


def test_a_photograph_that_did_not_get_through_arrives_with_the_retry(
    village: Cast, now: datetime, media: Path
) -> None:
    made = submit_claim(village.zhang_actor, sweep(village, now), key="k", now=now)

    submit_claim(
        village.zhang_actor, sweep(village, now), key="k", now=now, photographs=[picture()]
    )

    assert Evidence.objects.filter(claim_id=made.id).count() == 1


def test_a_photograph_that_is_none_leaves_neither_claim_nor_file(
    village: Cast, now: datetime, media: Path
) -> None:
    before = written()

    with pytest.raises(NotAPhotograph):
        submit_claim(
            village.zhang_actor,
            sweep(village, now),
            key="k",
            now=now,
            photographs=[picture(), b"MZ not a picture"],
        )

    assert written() == before
    assert files_in(media) == []


def test_a_claim_that_is_refused_leaves_no_photograph(
    village: Cast, now: datetime, media: Path
) -> None:
    before = written()
    new = NewClaim(village.zhang.id, "no-such-item", now.date())

    with pytest.raises(ItemUnknown):
        submit_claim(village.zhang_actor, new, key="k", now=now, photographs=[picture()])

    assert written() == before
    assert files_in(media) == []


def test_on_a_full_disk_the_claim_is_not_half_there(
    village: Cast, now: datetime, media: Path
) -> None:
    before = written()

    with pytest.raises(NoRoomLeft), disk_full_after(500):
        submit_claim(
            village.zhang_actor, sweep(village, now), key="k", now=now, photographs=[picture()]
        )
    assert (written(), files_in(media)) == (before, [])

    submit_claim(
        village.zhang_actor, sweep(village, now), key="k", now=now, photographs=[picture()]
    )
    assert Claim.objects.count() == 1


def test_the_same_photograph_twice_is_one_piece_of_evidence(
    village: Cast, now: datetime, media: Path
) -> None:
    claim = claimed(village, now)

    first = attach_evidence(village.zhang_actor, claim.id, picture(), now=now)
    again = attach_evidence(village.zhang_actor, claim.id, picture(), now=now)

    assert (again.id, again.repeated, len(files_in(media))) == (first.id, True, 2)


def test_a_photograph_is_seen_by_those_who_see_its_claim(
    village: Cast, now: datetime, media: Path
) -> None:
    claim = claimed(village, now)
    made = attach_evidence(village.zhang_actor, claim.id, picture(), now=now)

    for actor in (village.zhang_actor, village.grid_worker, village.clerk):
        assert photograph(actor, made.id, thumbnail=True).is_file()
    for actor in (village.neighbour_actor, village.outsider):
        with pytest.raises(NotFound):
            photograph(actor, made.id)
    assert why(village.zhang_actor, claim.id, now).claim.photographs == (made.id,)


def test_a_key_that_somebody_else_used_does_not_answer_with_their_claim(
    village: Cast, now: datetime
) -> None:
    submit_claim(village.zhang_actor, sweep(village, now), key="k", now=now)
    before = written()

    with pytest.raises(KeyTaken):
        record_claim(
            village.clerk,
            sweep(village, now),
            origin="proxy",
            channel="phone",
            key="k",
            now=now,
        )

    assert written() == before


def test_a_decision_sent_twice_is_one_decision(village: Cast, now: datetime) -> None:
    claim = claimed(village, now)
    verify_claim(village.grid_worker, claim.id, accepted=True, key="v", now=now)
    review_claim(village.panel[0], claim.id, accepted=True, key="r", now=now)
    before = written()

    verify = verify_claim(village.grid_worker, claim.id, accepted=True, key="v", now=now)
    review = review_claim(village.panel[0], claim.id, accepted=True, key="r", now=now)

    assert (verify.repeated, review.repeated, review.stage) == (True, True, Stage.REVIEW)
    assert written() == before


def test_a_notice_sent_twice_is_one_notice(village: Cast, now: datetime) -> None:
    decided(village, claimed(village, now), now)
    first = publish_claims(village.clerk, key="p", now=now)
    before = written()

    again = publish_claims(village.clerk, key="p", now=now)

    assert again.repeated
    assert (again.notices[0].id, again.claims) == (first.notices[0].id, 1)
    assert written() == before


def test_a_batch_goes_on_without_the_one_that_cannot_be_counted(
    village: Cast, now: datetime
) -> None:
    """Its household left the scheme after the claim was made; the others do not wait for it."""
    stuck = decided(village, claimed(village, now), now)
    new = NewClaim(village.liu_neighbour.id, "lane-sweep", now.date())
    other = submit_claim(village.neighbour_actor, new, key=key(), now=now)
    decided(village, other, now)
    Household.objects.filter(id=village.zhang.id).update(participating=False)

    done = published(village, now)

    assert done.claims == 1
    assert [(one.number, one.refusal.code) for one in done.left_out] == [
        (stuck.number, "scoring.not_taking_part")
    ]
