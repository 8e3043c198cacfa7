"""The command line. Declares commands and options; what they do lives in ``tutor.commands``.

Nothing but click is imported before a command is known, so that each starts as fast as it can.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path

import click

from tutor.cli.lab import lab
from tutor.cli.options import as_json, device_option
from tutor.cli.runs import runs, sweep


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"tutor {version('deep-tutor')}")
        context.exit()


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Say the version.")
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
@click.option("--plain", is_flag=True, help="The whole course as text, one line after another, for screen readers.")
@device_option
@click.pass_context
def cli(context: click.Context, debug: bool, plain: bool, device: str | None) -> None:
    """Learn deep learning in your terminal: lessons, live labs, quizzes and a record of your progress.

    Without a command: the app; where there is no terminal, the course as plain text.
    """
    if context.invoked_subcommand is None:
        context.exit(open_plain(device) if plain else open_app(device or "auto", debug))


def open_plain(device: str | None) -> int:
    """The whole course as lines, over standard input and output; returns the exit code."""
    from tutor.commands.device import stored_device
    from tutor.commands.shared import course, record_or_memory
    from tutor.plain.course import PlainCourse
    from tutor.plain.talk import Talk

    loaded = course()
    with record_or_memory() as kept:
        return PlainCourse(loaded, kept, Talk(sys.stdin, sys.stdout), device or stored_device()).run()


def open_app(device: str, debug: bool) -> int:
    """The app; where none can be drawn, the plain course, or what there is if nobody is there to answer."""
    from tutor import start

    if start.can_draw():
        return start.open_app(device, debug)
    if start.has_person():
        return open_plain(None if device == "auto" else device)
    from tutor.commands.listing import plain_course
    from tutor.commands.shared import course

    click.echo(plain_course(course()), nl=False)
    return 0


@cli.command()
@as_json
def lessons(as_json: bool) -> None:
    """List the lessons and how far you are."""
    from tutor.commands.listing import show_lessons
    from tutor.commands.shared import course

    show_lessons(course(), as_json)


@cli.command()
@click.argument("lesson")
def read(lesson: str) -> None:
    """Read a LESSON as text.

    "tutor lessons" lists them.
    """
    from tutor.commands.shared import course, print_paged
    from tutor.content.plain import lesson_renderable

    print_paged(lesson_renderable(course().lesson(lesson)))


@cli.command()
@click.argument("term", required=False)
@as_json
@click.pass_context
def glossary(context: click.Context, term: str | None, as_json: bool) -> None:
    """Explain a TERM, or list all."""
    from tutor.commands.glossary import show_glossary
    from tutor.commands.shared import course

    context.exit(show_glossary(course(), term, as_json))


@cli.command()
@click.argument("words", nargs=-1, required=True)
@as_json
@click.pass_context
def search(context: click.Context, words: tuple[str, ...], as_json: bool) -> None:
    """Search the whole course for WORDS.

    Lessons, glossary, labs, questions and the timeline.
    """
    from tutor.commands.search import show_found
    from tutor.commands.shared import course

    context.exit(show_found(course(), " ".join(words), as_json))


@cli.group()
def data() -> None:
    """Get full-size data sets, which the labs then offer."""


@data.command("list")
@as_json
def data_list(as_json: bool) -> None:
    """List the data sets and which are here."""
    from tutor.commands.data import show_data

    show_data(as_json)


@data.command("get")
@click.argument("name")
def data_get(name: str) -> None:
    """Download the data set NAME.

    An interrupted download goes on where it was. "tutor data list" names them all.
    """
    from tutor.commands.data import get_data

    get_data(name)


@data.command("remove")
@click.argument("name")
def data_remove(name: str) -> None:
    """Delete the data set NAME."""
    from tutor.commands.data import remove_data

    remove_data(name)


@cli.command()
@as_json
def labs(as_json: bool) -> None:
    """List the labs, their knobs and the bar to pass."""
    from tutor.commands.listing import show_labs
    from tutor.commands.shared import course

    show_labs(course(), as_json)


cli.add_command(lab)
cli.add_command(runs)
cli.add_command(sweep)


@cli.command()
@as_json
def nets(as_json: bool) -> None:
    """List the trained nets you saved."""
    from tutor.commands.nets import show_nets

    show_nets(as_json)


@cli.command("export-net")
@click.argument("file")
@click.argument("folder", type=click.Path(path_type=Path))
def export_net(file: str, folder: Path) -> None:
    """Write a saved net for tinygrad, PyTorch and Keras.

    FILE is what "tutor nets" lists; the weights and the scripts go into FOLDER.
    """
    from tutor.commands.nets import export_net
    from tutor.commands.shared import course

    export_net(course(), file, folder)


@cli.command()
@click.argument("lesson", required=False)
@click.option("--part", metavar="PART", help="All questions of a part of the course instead.")
@click.option("--place", metavar="PART", help="A placement test: a few questions on each lesson of a part.")
@click.option("--missed", is_flag=True, help="What was missed lately, over all lessons.")
@click.pass_context
def quiz(context: click.Context, lesson: str | None, part: str | None, place: str | None, missed: bool) -> None:
    """Take the quiz of a LESSON, or of a whole part, in plain text.

    "tutor lessons" lists the lessons. A quiz that was left half-way goes on where it was.
    """
    from tutor.commands.quiz import take_quiz, which
    from tutor.commands.shared import course

    kind, about = which(lesson, part, place, missed)
    context.exit(take_quiz(course(), kind, about))


@cli.command()
@as_json
@click.pass_context
def review(context: click.Context, as_json: bool) -> None:
    """Answer again what is due, over all lessons, in plain text."""
    from tutor.commands import quiz
    from tutor.commands.shared import course

    context.exit(quiz.review(course(), as_json))


@cli.command()
@as_json
def progress(as_json: bool) -> None:
    """Show scores, labs passed, streak and what is weak."""
    from tutor.commands.listing import show_progress
    from tutor.commands.shared import course

    show_progress(course(), as_json)


@cli.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace a FILE that is there already.")
def recap(file: Path | None, force: bool) -> None:
    """Write what you have learned as Markdown.

    It goes to FILE, or to the screen where none is named.
    """
    from tutor.commands.recap import show_recap
    from tutor.commands.shared import course

    show_recap(course(), file, force)


@cli.command()
@as_json
def doctor(as_json: bool) -> None:
    """Say what works here: devices, versions, files, terminal.

    Each problem is told with what to do about it.
    """
    from tutor import doctor
    from tutor.commands.shared import print_json

    found = doctor.examine()
    print_json(found) if as_json else click.echo(doctor.as_text(found))


@cli.command()
@click.argument("target")
@click.option("--note", default="", help="What is wrong or unclear, in a sentence.")
@click.option("--edit", "in_editor", is_flag=True, help="Go on in your editor (EDITOR).")
def report(target: str, note: str, in_editor: bool) -> None:
    """Write down what is wrong or unclear, in a file.

    TARGET is the id of a question or a lab, or LESSON#SECTION; versions and the place are filled in.

    Nothing is sent anywhere.
    """
    from tutor.commands.report import write_report
    from tutor.commands.shared import course

    write_report(course(), target, note, in_editor)


@cli.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a FILE that is something else than an earlier export.")
def export_(file: Path, force: bool) -> None:
    """Write your whole record to FILE.

    As JSON, or as tables where its name ends in .csv or .zip. "tutor import" reads them all.
    """
    from tutor.commands.record import export_record

    export_record(file, force)


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Merge an exported FILE into your record; safe to repeat."""
    from tutor.commands.record import import_record

    import_record(file)


@cli.command()
@click.argument("lesson", required=False)
@click.option("--all", "everything", is_flag=True, help="Remove the whole record, damaged ones too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(lesson: str | None, everything: bool, yes: bool) -> None:
    """Start a LESSON anew, or everything; a backup is written first."""
    from tutor.commands.record import reset_record
    from tutor.commands.shared import course

    reset_record(course(), lesson, everything, yes)


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@as_json
@click.pass_context
def check(context: click.Context, path: Path | None, as_json: bool) -> None:
    """Name every mistake in a course folder, with file and line.

    PATH holds course.yaml; without it the course that came with the program is checked.
    """
    from tutor.commands.shared import print_json
    from tutor.content import check

    report = check.check(path)
    print_json(report.as_json()) if as_json else click.echo(report.as_text())
    context.exit(1 if report.problems else 0)


@cli.command()
@click.argument("labs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every lab of the course.")
@click.option("--clear", is_flag=True, help="Remove what was prepared before.")
@device_option
def prepare(labs: tuple[str, ...], everything: bool, clear: bool, device: str | None) -> None:
    """Make LABS ready ahead of time."""
    from tutor.commands import prepare
    from tutor.commands.device import stored_device
    from tutor.commands.shared import course

    prepare.prepare(course(), labs, everything, clear, device or stored_device())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every mistake ends in one sentence on stderr and an exit code."""
    from tutor.ending import explain, flushed

    given = sys.argv[1:] if arguments is None else arguments
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a pipe may hold bytes that are no text
    try:
        code = cli.main(given, prog_name="tutor", standalone_mode=False)
    except (KeyboardInterrupt, click.exceptions.Abort):
        code = 130
    except Exception as error:
        if "--debug" in given:
            raise
        code = explain(error)
    sys.exit(flushed(code if isinstance(code, int) else 0))


if __name__ == "__main__":
    main()
