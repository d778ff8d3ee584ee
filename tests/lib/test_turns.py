"""Turns for heavy work: few at a time on a server, one for each account, and whoever finds the queue full is told."""

import fcntl
import os
import threading

import pytest

from conoceles.lib.limited import turns
from conoceles.lib.limited.turns import Busy, turn


@pytest.fixture(autouse=True)
def place(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return tmp_path / "locks"


class Sent:
    """A file of an account, made in a thread of its own until it is let go."""

    def __init__(self, who):
        self.who, self.fate = who, ""
        self.settled, self.done = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.make)
        self.thread.start()

    def make(self):
        turns.asker.set(self.who)
        try:
            with turn():
                self.fate = "made"
                self.settled.set()
                self.done.wait(20)
        except Busy as error:
            self.fate = str(error)
            self.settled.set()

    def said(self):
        assert self.settled.wait(20)
        return self.fate

    def end(self):
        self.done.set()
        self.thread.join()


def test_the_files_of_one_account_go_one_by_one_and_those_of_others_do_not_wait_for_them(place):
    first = Sent("ana")
    assert first.said() == "made"
    second = Sent("ana")
    other = Sent("eva")
    assert other.said() == "made" and second.said() == turns.MINE
    for one in (first, second, other):
        one.end()
    again = Sent("ana")
    assert again.said() == "made"
    again.end()
    assert not list(place.glob("account-*"))


def test_an_account_that_sends_many_at_once_is_told_at_once(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 60)
    first = Sent("ana")
    assert first.said() == "made"
    waiting = Sent("ana")
    while turns._here["ana"] != turns.OF_AN_ACCOUNT:
        pass
    refused = [Sent("ana") for _ in range(6)]
    assert {one.said() for one in refused} == {turns.MINE}
    assert not waiting.settled.is_set()
    first.end()
    assert waiting.said() == "made"
    for one in (waiting, *refused):
        one.end()
    assert turns._here.total() == 0


def test_all_accounts_together_leave_threads_for_other_visitors(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 60)
    sent = [Sent(f"account {number}") for number in range(turns.IN_A_PROCESS)]
    while turns._here.total() < turns.IN_A_PROCESS:
        pass
    late = Sent("late")
    assert late.said() == turns.OTHERS
    for one in sent:
        one.done.set()
    assert [one.said() for one in sent] == ["made"] * len(sent)
    for one in (*sent, late):
        one.end()


def test_processes_share_the_turns_of_their_server(place):
    place.mkdir()
    with (place / "slot-0").open("w") as one, (place / "slot-1").open("w") as other:
        for held in (one, other):
            fcntl.flock(held, fcntl.LOCK_EX)
        late = Sent("ana")
        assert late.said() == turns.OTHERS
        late.end()
    free = Sent("ana")
    assert free.said() == "made"
    free.end()
