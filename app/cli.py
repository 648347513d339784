"""The command line ``lianzhao [--home DIR] COMMAND``: what there is, and where each command stands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.exceptions import TyperException

from app.screen import errors, use_utf8
from app.usage import Group, Later, explain_usage, shows_help
from common.errors import UserError
from common.log import get_logger, start_logging
from common.settings import load_settings

COMMANDS = (
    Later(
        "import",
        "app.cli_inbox:import_command",
        "导入一份名单、名册或企查查等的导出文件，逐行报告读到、新增、变化和不采用的。",
    ),
    Later("fit", "app.cli_fit:fit", "给表中每家企业逐链写出环节、契合度、区间和依据。"),
    Later(
        "sources",
        "app.cli_gather:sources",
        "看来源：新鲜、到期、过期、被拦、已变还是待审，以及该做的一件事。",
    ),
    Later(
        "trips",
        "app.cli_trips:trips",
        "排走访：驻点小组一周路线、外出团组怎么花这笔经费，与“取前 N 家”“按城市扎堆”比较，附地图。",
    ),
    Later(
        "prereview",
        "app.cli_trips:prereview",
        "起草项目预审表：逐条准入条件的状态、依据、要问的话和能回答的部门。",
    ),
    Later(
        "why-moved",
        "app.cli_tune:why_moved",
        "一家企业两期之间为什么升降：自身数据、日期和榜单、配置、其他企业各占多少。",
    ),
    Later(
        "backtest",
        "app.cli_tune:backtest",
        "回测：冻结到结果之前 90 天再排名，和不用模型的排法比；结果太少只列数目。",
    ),
    Later(
        "coverage",
        "app.cli_hq:coverage",
        "看对接了谁、覆盖了多少：台账核查、覆盖率（分母是符合条件的企业）、漏斗、缺口。",
    ),
    Later(
        "kpi", "app.cli_hq:kpi", "看指标：双过半、制造业占比还差多少、再落地几家须对接多少家、经费够几次。"
    ),
    Later("weekly", "app.cli_week:weekly", "做本周清单：采集、解析、归并、评分、写出工作簿。"),
    Later("pack", "app.cli_week:pack", "写各组的周表：每组一张，离线填好后用 ledger import 收回。"),
    Later("crawl", "app.cli_week:crawl", "只采集并发布来源，不评分。"),
    Later("targets", "app.cli_week:targets", "看一期清单。"),
    Later(
        "explain",
        "app.cli_look:explain",
        "讲清一家企业：每一分从哪来，一直追到存档页面的哪一行；不在清单上的也说明原因。",
    ),
    Later("doctor", "app.cli_check:doctor", "体检：缺什么、旧了什么、坏了什么，用哪条命令修。"),
    Later("config", "app.cli_check:config_app", "检查 config/*.yaml。"),
    Later("ledger", "app.cli_ledger:ledger_app", "对接台账。"),
    Later("snapshot", "app.cli_look:snapshot_app", "存档快照。"),
    Later("registry", "app.cli_registry:registry_app", "付费工商接口（企查查、天眼查、启信宝），默认关闭。"),
    Later("source", "app.cli_source:source_app", "来源：起草、核对、认可待审的内容。"),
    Later("identity", "app.cli_identity:identity_app", "企业名称：对照、归并。"),
    Later("review", "app.cli_review:review_app", "待判：两边是不是同一家企业，判断、留痕、撤销。"),
    Later("group", "app.cli_group:group_app", "集团关系：母子公司、上市公司、分公司、曾用名、品牌。"),
    Later("tune", "app.cli_tune:tune_app", "调参：改一个权重、一个词、一道门槛，看谁进谁出，再决定要不要。"),
    Later(
        "label",
        "app.cli_label:label_app",
        "标注：人说哪家企业契合哪条链、后来怎样；表格导出收回、留痕、撤销、建议标哪些。",
    ),
    Later("schedule", "app.cli_schedule:schedule_app", "计划：到点采集、出周清单。"),
)


class Commands(Group):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in COMMANDS:
            self.add_command(command)


app = typer.Typer(
    name="lianzhao",
    cls=Commands,
    help="链招：为一个县的招商局找出本周该上门的企业，并说明理由。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def start(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", help="数据目录，默认 ./var 或环境变量 LIANZHAO_HOME。")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="配置目录，默认程序自带的 config/。")
    ] = None,
) -> None:
    """链招：为一个县的招商局找出本周该上门的企业，并说明理由。"""
    settings = load_settings(home, config)
    start_logging(settings.home)
    context.obj = settings


def main(arguments: list[str] | None = None) -> None:
    """Entry point: bad input is one Chinese sentence and exit code 2, a fault of ours exit code 1."""
    use_utf8()
    try:
        code: Any = app(args=arguments, standalone_mode=False)
    except UserError as error:
        errors.print(f"[red]错误[/red] {escape(str(error))}")
        sys.exit(error.exit_code)
    except TyperException as error:
        if shows_help(error):
            sys.exit(0)
        errors.print(f"[red]错误[/red] {escape(explain_usage(error))}")
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        errors.print("已中断，没有发布半份数据；再运行一次即可继续。")
        sys.exit(130)
    except Exception:
        get_logger("app").exception("unexpected")
        errors.print(
            "[red]程序出错[/red] 数据没有改动；详情在数据目录 log/lianzhao.jsonl，请连同该文件反馈。"
        )
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
