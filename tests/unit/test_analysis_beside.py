"""Work that is shared with a second process comes back whole and in order, whatever becomes of that process."""

import os

import pytest

from qmasdsl.analysis.beside import shared

HERE = os.getpid()
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot split a process in two")


@pytest.mark.parametrize("count", range(6))
def test_answers_are_in_the_order_of_the_questions(count: int) -> None:
    assert shared(lambda item: item * item, range(count)) == [item * item for item in range(count)]


@needs_fork
def test_every_second_question_is_answered_elsewhere() -> None:
    places = shared(lambda _: os.getpid() == HERE, range(5))
    assert places == [True, False, True, False, True]


@needs_fork
def test_what_the_other_process_cannot_answer_is_answered_here() -> None:
    def work(item: int) -> int:
        if os.getpid() != HERE:
            os._exit(3)
        return item + 1

    assert shared(work, range(4)) == [1, 2, 3, 4]


@needs_fork
def test_a_mistake_in_the_work_is_not_hidden() -> None:
    def work(item: int) -> int:
        raise ValueError(item)

    with pytest.raises(ValueError, match="0"):
        shared(work, range(4))


def test_without_a_second_process_everything_is_answered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork", raising=False)
    assert shared(lambda item: (item, os.getpid()), range(3)) == [(item, HERE) for item in range(3)]
