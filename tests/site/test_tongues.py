"""A language that nobody compiled is not on the site, and is named to whoever serves it."""

from conoceles.site import language


def test_a_language_whose_texts_are_not_compiled_is_not_there_and_is_named(tmp_path, monkeypatch):
    for code, files in (("en", ["po", "mo"]), ("nah", ["po"])):
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        for kind in files:
            (folder / f"django.{kind}").touch()
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language.languages.cache_clear()
    try:
        assert language.languages() == ("es", "en") and language.not_compiled() == ["nah"]
    finally:
        language.languages.cache_clear()
