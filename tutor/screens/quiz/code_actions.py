"""What the quiz screen does for code exercises: their keys, and keeping what is written until it is answered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tutor.actions import Action
from tutor.screens.quiz.standing import PagedScreen

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.screens.quiz.code import CodePage
    from tutor.store import Record

CODE_ACTIONS = (
    Action("f5,ctrl+r", "run_code", "Run", "Run your code, as often as you like.", key_display="F5"),
    Action("f5,ctrl+r", "stop_code", "Stop", "Stop your code while it runs.", key_display="F5"),
)
MORE_CODE_ACTIONS = (
    Action("f4", "edit_code", "Editor", "Write the code in your own editor (EDITOR).", key_display="F4"),
    Action("f9", "give_up", "Solution", "Show a solution; the question counts as not right.", key_display="F9"),
    Action("f8", "start_over", "Start over", "Put back the code you started from.", key_display="F8"),
    Action("ctrl+down", "page_down", "Down", "Scroll the page down while you write code.", show=False),
    Action("ctrl+up", "page_up", "Up", "Scroll the page up while you write code.", show=False),
)


class CodeActions(PagedScreen):
    """The part of the quiz screen that serves code exercises."""

    _drafts_fail = False

    def __init__(self) -> None:
        super().__init__()
        self.drafts: dict[str, str] = {}
        """Code that was begun and not answered, by question."""

    def read_drafts(self) -> None:
        """Find what was begun earlier; asked before the questions are, so that it is there first."""
        self.tutor.with_record(lambda record: record.drafts(), self.drafts.update)

    @property
    def code_page(self) -> CodePage | None:
        """The code exercise that is shown, if one is and takes keys already."""
        from tutor.screens.quiz.code import CodePage

        page = self.standing
        return page if isinstance(page, CodePage) and page.editor.is_mounted else None

    def code_page_of(self, question: Question, last: bool) -> CodePage | None:
        """The page of a code exercise, with what was begun already; None for another kind of question."""
        from quizzes.model import Code

        if not isinstance(question, Code):
            return None
        from tutor.screens.quiz.code import CodePage

        return CodePage(question, self.drafts.get(question.id, ""), last)

    def code_shown(self) -> dict[str, bool]:
        """Which of the actions are possible now."""
        page = self.code_page
        open_, running = page is not None and not page.settled, page is not None and page.running
        names = ("edit_code", "give_up", "start_over", "page_down", "page_up")
        return {"run_code": open_ and not running, "stop_code": running, **dict.fromkeys(names, open_)}

    def on_code_page_draft(self, event: CodePage.Draft) -> None:
        """Keep what was written, at once; a record that cannot do it is told once a sitting."""
        self.drafts[event.question.id] = event.code
        if not self._drafts_fail:
            work = partial(_keep_draft, event.question.id, event.code)
            self.tutor.with_record(work, failed=self._no_drafts)

    def _no_drafts(self) -> None:
        self._drafts_fail = True

    def action_run_code(self) -> None:
        """Run the code."""
        if (page := self.code_page) is not None:
            page.run_code()

    def action_stop_code(self) -> None:
        """Stop the run."""
        if (page := self.code_page) is not None:
            page.stop_code()

    def action_edit_code(self) -> None:
        """Open the learner's own editor."""
        if (page := self.code_page) is not None:
            page.edit_outside()

    def action_give_up(self) -> None:
        """Offer a solution."""
        if (page := self.code_page) is not None:
            page.give_up()

    def action_start_over(self) -> None:
        """Offer to put the starter back."""
        if (page := self.code_page) is not None:
            page.start_over()

    def action_page_down(self) -> None:
        """Scroll the page; the cursor stays in the code."""
        if (page := self.code_page) is not None:
            page.scroll_relative(y=3, animate=False)

    def action_page_up(self) -> None:
        """Scroll the page; the cursor stays in the code."""
        if (page := self.code_page) is not None:
            page.scroll_relative(y=-3, animate=False)


def _keep_draft(question: str, code: str, record: Record) -> None:
    record.set_draft(question, code)
