"""The command `flask cors`: shows how an app responds to CORS requests.

Every `flask` command loads this module, so it only imports click; each command has a module in
`_commands`, which is imported when the command runs.
"""

from __future__ import annotations

from importlib import import_module

import click

#: The commands, in the order of the help, with their short help.
_COMMANDS = {
    "routes": "Show the policy of each route.",
    "show": "Show where each setting of an endpoint comes from.",
    "explain": "Explain why a request is allowed or blocked.",
    "check": "Look for mistakes in the policies.",
    "diff": "Compare the policies of the app with a snapshot.",
    "probe": "Compare the responses of a deployed URL with those of the app.",
}


class _LazyGroup(click.Group):
    """A group that imports a command only when it is run."""

    # The signatures are click's.

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"._commands.{cmd_name}", __package__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, 1)
            hint = (
                f"did you mean {near[0]!r}?" if near else f"the commands are {', '.join(_COMMANDS)}"
            )
            ctx.fail(f"No such command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, short_help="Show how the app responds to CORS requests.")
@click.pass_context
def cors(ctx: click.Context) -> None:
    """Show how the app responds to CORS requests."""
    import gc

    if gc.isenabled():
        # A command needs nearly everything that it creates until it ends. On a large app, to
        # search that for garbage time and again would take a third of the time.
        gc.disable()
        ctx.call_on_close(gc.enable)
