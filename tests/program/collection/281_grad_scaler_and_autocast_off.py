import torch
import torch.nn as nn
device = "cuda" if torch.cuda.is_available() else "cpu"
net = nn.Linear(4, 2).to(device)
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
scaler = torch.amp.GradScaler(device, enabled=(device == 'cuda'))
for step in range(3):
    x = torch.ones(8, 4, device=device)
    with torch.autocast(device_type=device, dtype=torch.bfloat16, enabled=False):
        loss = net(x).pow(2).mean()
    scaler.scale(loss).backward()
    scaler.unscale_(opt)
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    scaler.step(opt); scaler.update()
    opt.zero_grad(set_to_none=True)
    print(step, loss.item())
