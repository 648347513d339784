"""The registries as this county may use them: provider, source, budget."""

from __future__ import annotations

import os
from dataclasses import dataclass

from common.errors import UserError
from common.settings import Settings
from crawlers.policy import Budget, load_policy
from crawlers.registry.provider import Keys, Provider
from crawlers.registry.providers import PROVIDERS
from crawlers.source import Source, load_sources


@dataclass(frozen=True)
class Registry:
    """One registry; ``keys`` are None while they are not in the environment."""

    provider: Provider
    source: Source
    budget: Budget
    keys: Keys | None

    def closed(self, settings: Settings) -> UserError | None:
        """Why nothing may be asked at all, as one sentence; None when questions may go out."""
        name = self.provider.name
        if self.budget.calls_per_day == 0:
            return UserError(
                f"{name}没有启用：每天可查次数是 0",
                fix=f"在 config/gather.yaml 的 registry.{self.provider.id} 里填 calls_per_day",
            )
        if self.keys is None:
            return UserError(
                f"{name}没有密钥", fix=f"设置环境变量 {'、'.join(self.provider.environment)} 后再查"
            )
        if settings.contact is None:
            return UserError(
                "没有填写联系方式，不联网", fix="设置环境变量 LIANZHAO_CONTACT（单位邮箱或电话）"
            )
        return None


def load_registries(settings: Settings) -> dict[str, Registry]:
    """All registries by id.

    Raises:
        UserError: config/gather.yaml, a source or a key is not readable.
    """
    budgets = load_policy(settings.config).registry
    sources = load_sources()
    return {
        name: Registry(
            provider, sources[provider.source].model, getattr(budgets, name), provider.keys(os.environ)
        )
        for name, provider in PROVIDERS.items()
    }
