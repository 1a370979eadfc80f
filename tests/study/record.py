"""Records what the reference implementation of FSRS-6 makes of random histories, for tests/study.rs.

    pip install fsrs==6.3.2 && python tests/study/record.py > tests/study/reference.json

A history is a wanted retention in hundredths, its reviews as "days.minutes.grade", each counted from the review before, the
interval after each review (days, or minutes with an "m"), and at the end stability and difficulty. The hour of the day never
goes back from one review to the next, so that 24 hours pass exactly where the day's number says so. Our own rule that
stability stays below 36,500 days is applied to the reference, too.
"""

import json
import random
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler, State

chance = random.Random(6)


class Bounded(Scheduler):
    def _clamp_stability(self, *, stability):
        return min(super()._clamp_stability(stability=stability), 36500)



def gap(kind):
    if kind == "study":
        return chance.choice([0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 60, 120])
    if kind == "crowded":
        return 0 if chance.random() < 0.8 else chance.randint(1, 3)
    if kind == "extreme":
        return chance.choice([0, 1, 365, 1000, 3650, 10000, 36500, 100000])
    return chance.randint(0, 40)


def grade(kind):
    if kind == "extreme":
        return chance.choice([1, 2, 3, 4])
    if kind == "lapses":
        return chance.choice([1, 1, 1, 2, 3, 4])
    return chance.choices([1, 2, 3, 4], [2, 2, 6, 2])[0]


def history(number):
    kind = ["study", "crowded", "extreme", "lapses", "random"][number % 5]
    percent = 90 if chance.random() < 0.6 else chance.randint(70, 97)
    scheduler = Bounded(desired_retention=percent / 100, enable_fuzzing=False)
    card = Card(card_id=1)
    start = datetime(2000, 1, 1, tzinfo=timezone.utc)
    day, minute = 0, 0
    reviews, intervals = [], []
    for place in range(chance.randint(1, 14)):
        days = 0 if place == 0 else gap(kind)
        minutes = chance.choice([0, 1, 6, 10, 15, 30])
        day, minute = day + days, minute + minutes
        now = start + timedelta(days=day, minutes=minute)
        given = grade(kind)
        card, _ = scheduler.review_card(card, Rating(given), now)
        wait = card.due - now
        reviews.append(f"{days}.{minutes}.{given}")
        if card.state == State.Review:
            intervals.append(str(wait.days))
        else:
            intervals.append(f"{wait.total_seconds() / 60:g}m")
    end = [float(f"{value:.9g}") for value in (card.stability, card.difficulty)]
    return [percent, " ".join(reviews), " ".join(intervals), *end]


lines = [json.dumps(history(number), separators=(",", ":")) for number in range(1500)]
print("[\n" + ",\n".join(lines) + "\n]")
