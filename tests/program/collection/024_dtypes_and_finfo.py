import torch
for dt in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
    info = torch.finfo(dt)
    print(f"{str(dt):16s} bits={info.bits:2d} eps={info.eps:.3e} max={info.max:.3e} tiny={info.tiny:.3e}")
for dt in [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64]:
    i = torch.iinfo(dt)
    print(dt, i.min, i.max)
x = torch.tensor(16777216., dtype=torch.float32)
print(x + 1 == x, x.double() + 1 == x.double())
print(torch.tensor(0.1) + torch.tensor(0.2) == torch.tensor(0.3), 0.1 + 0.2 == 0.3)
print(torch.tensor([250, 5, 10], dtype=torch.uint8) + 10)
print(torch.tensor(1) / torch.tensor(3), torch.tensor(7) // 2, torch.tensor(-7) % 3)
print((torch.ones(1, dtype=torch.int32) + torch.ones(1)).dtype, torch.promote_types(torch.int64, torch.float16))
print(torch.tensor([1.9, -1.9]).long(), torch.tensor([1.5, 2.5]).round(), torch.tensor([0, 2]).bool())
h = torch.tensor(70000.).half()
print(h, torch.isinf(h), torch.tensor(float('nan')).isnan())
