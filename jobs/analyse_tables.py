"""Keep the database's own idea of its tables up to date."""

from jobs.work import Context, work_of


async def analyse_tables(context: Context) -> None:
    """Let the database look at how its tables are filled, so that it goes on choosing the right index."""
    await work_of(context).archive.analyse()
