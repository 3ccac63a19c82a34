"""All that is measured of collecting, one after the other: pages, languages, topics, stories. It only runs them.

    make bench-collect ARGS="--topics FILE --stories FILE --articles CHECKOUT --pages CHECKOUT --languages FILE"

Each beside something simpler in the same run: trafilatura alone, a search for the countries' names, plain TF-IDF. What
is not given is measured on texts of our own, or left out where we have none; bench/README.md says what each file is.
"""

import subprocess
import sys
from pathlib import Path

import click

HERE = Path(__file__).resolve().parent
File = click.Path(exists=True, path_type=Path)


@click.command()
@click.option("--topics", type=File, help="Labelled articles, for topics.")
@click.option("--stories", type=File, help="Labelled documents, for stories.")
@click.option("--articles", type=File, help="A checkout of article-extraction-benchmark.")
@click.option("--pages", type=File, help="A checkout of trafilatura.")
@click.option("--languages", type=File, multiple=True, help="Labelled articles, for languages.")
@click.option("--sizes", default="2500,5000,10000,20000", show_default=True, help="Invented articles, for stories.")
def main(**given: Path | tuple[Path, ...] | str | None) -> None:
    """Measure collecting."""
    sets = [part for name in ("articles", "pages") if given[name] for part in (f"--{name}", str(given[name]))]
    languages = given["languages"]
    assert isinstance(languages, tuple)
    labelled = [str(given["stories"])] if given["stories"] else []
    programs: list[tuple[str, str, list[str]]] = [
        ("The text of pages", "extraction.py", sets),
        ("Languages", "languages.py", ["--labelled", *map(str, languages)] if languages else []),
        ("Topics", "topics.py", [str(given["topics"])] if given["topics"] else []),
        ("Stories", "stories.py", [*labelled, "--sizes", str(given["sizes"])]),
    ]
    failed = False
    for heading, program, arguments in programs:
        click.secho(f"\n{heading}", bold=True)
        failed |= subprocess.run([sys.executable, str(HERE / program), *arguments], check=False).returncode != 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
