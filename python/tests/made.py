"""Reports of realistic size and damage, made up: those of examples/scale.rs."""

from __future__ import annotations

from pathlib import Path

SUBJECTS = ["公園", "道路", "健診", "図書館", "防災", "子育て", "観光", "下水道"]
DEEDS = ["維持管理事業", "整備事業", "運営事業", "推進事業", "支援事業", "普及啓発事業"]
OFFICES = ["公園緑地課", "道路課", "健康課", "生涯学習課", "危機管理課", "子育て支援課"]
CITIES = ["東京都東久留米市", "大阪府堺市", "北海道函館市", ""]
MASK = (1 << 64) - 1


# A report that calls things by words that jigyo does not know, and these words.
ACTIVITIES = """\
令和5年度 行動計画 進捗報告

アクティビティ1 駅前のにぎわいづくり

| アクティビティ名 | お世話係 | 手応え |
|---|---|---|
| 朝市の開催 | 商工班 | 好調 |
| 街路灯の更新 | 道路班 | 順調 |
"""
WORDS = """\
[levels]
tiers = [[], [], [], [], [], ["アクティビティ"]]
[labels]
department = ["お世話係"]
evaluation = ["手応え"]
[departments]
endings = ["班"]
[grades]
letters = ["好調", "順調"]
"""


class Dice:
    """SplitMix64."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, end: int) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % end


def figure(value: int, dice: Dice) -> str:
    """A figure as it is printed, now and then as bad recognition leaves it."""
    printed = f"{'△' if value < 0 else ''}{abs(value):,}"
    damage = [("0", "O"), (",", "."), ("△", ""), ("1", "l")]
    which = dice.below(20)
    return printed.replace(*damage[which]) if which < len(damage) else printed


def report(seed: int) -> str:
    """A report of twenty to sixty rows of some city, or of none that it names."""
    dice = Dice(seed + 1)
    year = 1 + dice.below(6)
    city = CITIES[seed % len(CITIES)]
    lines = [f"# {city} 令和{year}年度 事務事業評価報告書", ""]
    for section in range(1, 3 + dice.below(3)):
        lines += [f"## 施策{section} {SUBJECTS[dice.below(8)]}の充実", "", "（単位：千円）"]
        lines.append(f"| 事務事業名 | 担当課 | 令和{year}年度決算額 | 前年度決算額 | 増減額 | 評価 | 取組内容 |")
        lines.append("|---|---|---|---|---|---|---|")
        for _ in range(10 + dice.below(12)):
            this, last = dice.below(90_000), dice.below(90_000)
            cells = [
                SUBJECTS[dice.below(8)] + DEEDS[dice.below(6)],
                OFFICES[dice.below(6)],
                figure(this, dice),
                figure(last, dice),
                figure(this - last, dice),
                "ABC"[dice.below(3)],
                f"{DEEDS[dice.below(6)]}を行い、{SUBJECTS[dice.below(8)]}の利用を進めた。",
            ]
            lines.append(f"| {' | '.join(cells)} |")
        lines += ["", f"－ {section} －", ""]
    return "\n".join(lines) + "\n"


def write(folder: Path, count: int) -> None:
    """Writes so many reports into a folder, a hundred to each folder in it."""
    for number in range(count):
        group = folder / f"{number // 100:03}"
        group.mkdir(parents=True, exist_ok=True)
        (group / f"{number:05}.txt").write_text(report(number), encoding="utf-8")
