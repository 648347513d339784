"""``lianzhao review``: cases that wait for a person, judgements, and taking them back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from app.exports import log_export, mark_of
from app.opened import open_all
from app.options import Json, settings_of
from app.publishing import publishing
from app.review_screen import print_cases, print_judgements
from app.screen import output, print_json
from app.usage import Command, Group
from app.workbook.review_form import KIND, write_review_form
from common.errors import UserError
from db.session import session
from pipeline.review import Verdict, case_views, decide, judgement_views, propose, undo
from pipeline.review.decide import WORDS
from pipeline.review.form import import_form
from pipeline.review.view import STATES, State

review_app = typer.Typer(cls=Group, invoke_without_command=True)
Who = Annotated[str, typer.Option("--who", metavar="姓名", help="谁判断的。")]
Why = Annotated[str, typer.Option("--why", metavar="理由", help="凭什么。")]


@review_app.callback()
def review(
    context: typer.Context,
    state: Annotated[
        str,
        typer.Option(
            "--state", metavar="状态", help="open 待判、automatic 自动合并、decided 已判、void 不用判了。"
        ),
    ] = "open",
    json: Json = False,
) -> None:
    """待判：两边是不是同一家企业，判断、留痕、撤销；不带子命令就列出待判的案例。"""
    if context.invoked_subcommand:
        return
    wanted = _one_of(state, STATES, "状态")
    with session(open_all(settings_of(context)).engine) as db:
        cases = case_views(db, [wanted])
    if json:
        print_json([case.model_dump(mode="json") for case in cases])
    else:
        print_cases(output, cases)


@review_app.command("export", cls=Command)
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="写到哪个 xlsx。")],
    json: Json = False,
) -> None:
    """把待判的案例写成 Excel 表格，填好后用 review import 收回。"""
    if file.suffix.lower() != ".xlsx":
        raise UserError("文件名要以 .xlsx 结尾", where=str(file))
    opened = open_all(settings_of(context))
    with session(opened.engine) as db:
        cases = case_views(db)
    mark = mark_of(opened.config, KIND)
    try:
        write_review_form(cases, file, mark)
    except OSError as error:
        raise UserError("表格写不出来", where=str(file), fix="检查目录和权限，关掉打开着的表格") from error
    log_export(opened.settings, file, mark, kind=KIND)
    if json:
        print_json({"file": str(file), "cases": len(cases)})
    else:
        output.print(f"{len(cases)} 个案例写到 {file}")


@review_app.command("import", cls=Command)
def import_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="填好的 xlsx。")],
    json: Json = False,
) -> None:
    """收回填好的表格：有一行不对就整份不收，并指出是哪一行。"""
    with publishing(open_all(settings_of(context)).engine) as db:
        done = import_form(db, file)
    if json:
        print_json(vars(done))
    else:
        output.print(
            f"判了 {len(done.judged)} 个案例，以前收过的 {done.known} 行，没有填的 {done.blank} 行。"
        )


@review_app.command("open", cls=Command)
def open_command(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="一边", help="企业名称、信用代码或 id，或台账里的写法。")],
    other: Annotated[str, typer.Argument(metavar="另一边", help="企业名称、信用代码或 id。")],
    json: Json = False,
) -> None:
    """提出一个案例：两边可能是同一家，程序没有想到。"""
    with publishing(open_all(settings_of(context)).engine) as db:
        number = propose(db, one, other).id
    with session(open_all(settings_of(context)).engine) as db:
        states: list[State] = ["open", "automatic", "decided", "void"]
        [case] = [view for view in case_views(db, states) if view.id == number]
    if json:
        print_json(case.model_dump(mode="json"))
    else:
        print_cases(output, [case])


@review_app.command("decide", cls=Command)
def decide_command(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="案例", help="案例编号。")],
    verdict: Annotated[str, typer.Argument(metavar="结论", help="same、different 或 unsure。")],
    who: Who = "",
    why: Why = "",
    despite_codes: Annotated[
        bool, typer.Option("--despite-codes", help="两边信用代码不同，核对过仍是同一家。")
    ] = False,
    json: Json = False,
) -> None:
    """判断一个案例，写明谁、为什么；从下一次清单起生效。"""
    said: Verdict = _one_of(verdict, WORDS, "结论")
    with publishing(open_all(settings_of(context)).engine) as db:
        judgement = decide(db, case, said, who=who, why=why, despite_codes=despite_codes)
        number, effect = judgement.id, judgement.effect
    if json:
        print_json({"judgement": number, "case": case, "verdict": said, "effect": effect})
    else:
        output.print(f"判断 {number}：案例 {case} {WORDS[said]}。{effect}")
        output.print(f"撤销：lianzhao review undo {number} --who 姓名 --why 理由")


@review_app.command("undo", cls=Command)
def undo_command(
    context: typer.Context,
    judgement: Annotated[int, typer.Argument(metavar="判断", help="判断编号。")],
    who: Who = "",
    why: Why = "",
    json: Json = False,
) -> None:
    """撤销一个判断：企业、名单记录、台账和得分都回到判断以前。"""
    with publishing(open_all(settings_of(context)).engine) as db:
        done = undo(db, judgement, who=who, why=why)
        case, state = done.case_id, done.case.state
    if json:
        print_json({"judgement": judgement, "case": case, "state": state})
    else:
        output.print(f"撤销了判断 {judgement}；案例 {case} 回到{STATES[state]}，下一次清单起生效。")


@review_app.command("log", cls=Command)
def log_command(context: typer.Context, json: Json = False) -> None:
    """看判断记录：谁在何时凭什么判了什么，撤销了没有。"""
    with session(open_all(settings_of(context)).engine) as db:
        found = judgement_views(db)
    if json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_judgements(output, found)


def _one_of(word: str, words: dict[str, str], what: str) -> Any:
    if word not in words:
        allowed = "、".join(f"{key}（{meaning}）" for key, meaning in words.items())
        raise UserError(f"{what}“{word}”不认识", fix=f"可用：{allowed}")
    return word
