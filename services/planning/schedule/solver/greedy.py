"""The answer a careful clerk would give: earliest deadline first, township by township, the first day that fits."""

from .board import Board


def in_turn(board: Board) -> list[int]:
    """Tasks by last day, township, first day, number."""
    jobs = board.jobs

    def turn(task: int) -> tuple[object, ...]:
        job = jobs[task]
        return (job.days[-1] if job.days else job.window_to, job.township, job.days[:1], job.visit)

    return sorted(range(len(jobs)), key=turn)


def greedy(board: Board) -> None:
    """Places every task that fits; what is placed is not moved again. The baseline the solver is held against."""
    for task in in_turn(board):
        slot = board.first(task)
        if slot is not None:
            board.place(task, *slot)
