"""Processes that start together get the same secret, whole."""

from concurrent.futures import ThreadPoolExecutor

from conoceles.lib.keys import secret_file


def test_many_at_once_read_one_whole_secret(tmp_path):
    for number in range(40):
        path = tmp_path / str(number) / "secret_key"
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _one, path=path: secret_file(path), range(8)))
        assert len(found) == 1 and len(found.pop()) > 60
        assert path.stat().st_mode & 0o777 == 0o600 and [one.name for one in path.parent.iterdir()] == ["secret_key"]
