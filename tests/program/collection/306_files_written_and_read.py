import csv
import json
import os
from math import *
from pathlib import Path

import numpy as np
import torch

print(os.path.exists("notes.txt"), os.path.basename(os.path.abspath("notes.txt")), floor(pi))
with open("notes.txt", "w") as f:
    print("first line", file=f)
    f.write("第二行\n")
for line in open("notes.txt", encoding="utf-8"):
    print(line.strip())
with open("notes.txt", "a") as f:
    f.writelines(["3\n", "4\n"])
print(open("notes.txt").readlines(), f.closed, os.listdir("."))
try:
    f.write("x")
except ValueError as e:
    print(e)
with open("c.json", "w") as f:
    json.dump({"a": [1, 2], "b": None}, f, indent=1)
with open("c.json") as f:
    print(json.load(f), f.mode, f.name)
np.savetxt("t.csv", np.eye(2), fmt="%.1f", delimiter=",")
print(np.loadtxt("t.csv", delimiter=","), open("t.csv").read())
np.save("a.npy", np.arange(3))
print(np.load("a.npy"))
with open("d.csv", "w", newline="") as f:
    w = csv.writer(f)
    w.writerow(["a", "b"])
    w.writerow([1, "x, y"])
with open("d.csv") as f:
    print(list(csv.DictReader(f)))
p = Path("runs")
p.mkdir()
(p / "q.txt").write_text("done")
print((p / "q.txt").read_text(), [one.name for one in p.iterdir()], (p / "q.txt").exists())
try:
    open("d.csv").write("x")
except Exception as e:
    print(type(e).__name__, e)
with open("m.pt", "wb") as f:
    torch.save({"w": torch.ones(2)}, f)
with open("m.pt", "rb") as f:
    print(torch.load(f))
os.environ["MY_SWITCH"] = "1"
print(os.environ["MY_SWITCH"], os.environ.get("NO_SUCH_SWITCH_HERE"), os.getenv("NO_SUCH_SWITCH_HERE", "3"))
