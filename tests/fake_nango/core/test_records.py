"""Records: what a run changes, and how a reader pages through them."""

from __future__ import annotations

from fake_nango.records import Change, after, merged

ROWS = [{"id": number, "subject": f"s{number}"} for number in range(5)]


def test_the_first_run_adds_everything_and_the_second_nothing() -> None:
    """What has not changed keeps its time."""
    first, change = merged((), ROWS, 100.0)
    second, again = merged(first, ROWS, 200.0)

    assert change == Change(added=5, updated=0)
    assert again == Change(added=0, updated=0)
    assert second == first


def test_no_two_records_of_a_run_have_the_same_time() -> None:
    """Not even when the run begins half way between two microseconds."""
    rows = [{"id": number} for number in range(40)]

    records, _ = merged((), rows, 1764100000.1234565)

    times = [each.as_json()["_nango_metadata"]["last_modified_at"] for each in records]
    assert len(set(times)) == 40
    assert [each.fields["id"] for each in records] == list(range(40))


def test_a_changed_record_moves_to_the_end() -> None:
    """It keeps when it was seen first, and says that it was updated."""
    first, _ = merged((), ROWS, 100.0)

    second, change = merged(first, [{"id": 0, "subject": "new"}], 200.0)

    assert change == Change(added=0, updated=1)
    shown = second[-1].as_json()
    assert shown["subject"] == "new"
    assert shown["_nango_metadata"]["last_action"] == "UPDATED"
    assert shown["_nango_metadata"]["first_seen_at"] == "1970-01-01T00:01:40.000+00:00"


def test_a_cursor_goes_on_after_its_record() -> None:
    """To the end, where there is nothing left; a text that is no cursor is none."""
    records, _ = merged((), ROWS, 100.0)

    rest = after(records, records[1].cursor)

    assert rest == records[2:]
    assert after(records, records[-1].cursor) == ()
    assert after(records, "no cursor") is None
    assert after(records, "bm8gY3Vyc29y") is None
