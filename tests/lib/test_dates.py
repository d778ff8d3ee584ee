from datetime import date

from conoceles.lib.dates import in_words, long_date, short_date
from conoceles.lib.keys import secret_file


def test_dates_are_said_in_spanish():
    assert long_date(date(2027, 6, 6)) == "6 de junio de 2027"
    assert long_date(date(2027, 6, 6), weekday=True) == "domingo 6 de junio de 2027"
    assert short_date(date(2027, 1, 31)) == "31 de enero"


def test_counts_are_said_in_words_before_a_noun():
    assert [in_words(n) for n in (1, 19, 21, 31, 90, 100, 12345)] == [
        "un",
        "diecinueve",
        "veintiún",
        "treinta y un",
        "noventa",
        "100",
        "12,345",
    ]
    assert [in_words(n, feminine=True) for n in (1, 2, 21, 41)] == ["una", "dos", "veintiuna", "cuarenta y una"]


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "keys" / "one"
    first = secret_file(path)
    assert secret_file(path) == first and len(first) > 40
    assert path.stat().st_mode & 0o777 == 0o600
