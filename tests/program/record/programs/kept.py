import argparse
import io
import logging
import sys
import torch
from torch import nn

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
args = argparse.ArgumentParser().parse_args([])
net = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 1))
buffer = io.BytesIO()
for epoch in range(3):
    loss = net(torch.ones(2, 4)).pow(2).mean()
    loss.backward()
    torch.save({"epoch": epoch, "net": net.state_dict()}, f"net{epoch}")
    logging.info("epoch %d", epoch)
    match epoch:
        case 1:
            args.best = float(loss)
        case other:
            kept = other
    with torch.no_grad():
        for p in [*net.parameters()]:
            p -= 0.1 * p.grad
            p.grad = None
again = torch.load("net1")
print(again["epoch"], again["net"].keys(), args, kept, net[0].weight.storage()[0] == net[0].weight[0, 0].item())
