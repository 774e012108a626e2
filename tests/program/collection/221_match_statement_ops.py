import torch
def apply(op, x, *args):
    match op, args:
        case 'square', (): return x ** 2
        case 'scale', (k,): return x * k
        case 'shift', (k,) if k > 0: return x + k
        case ('neg' | 'minus'), _: return -x
        case _: raise ValueError(f'unknown op {op!r} {args}')
x = torch.tensor([1., -2.])
for call in [('square',), ('scale', 3), ('shift', 1), ('minus',), ('shift', -1)]:
    try: print(call, apply(call[0], x, *call[1:]))
    except ValueError as e: print('ValueError:', e)
def kind(v):
    match v:
        case {'lr': lr, **rest}: return f'config lr={lr} rest={rest}'
        case [first, *others]: return f'list starting with {first}, {len(others)} more'
        case torch.Tensor(): return f'tensor {tuple(v.shape)}'
        case int() | float() as n: return f'number {n}'
        case None: return 'none'
        case str(): return v.upper()
print([kind(v) for v in ({'lr': 1, 'm': 2}, [1, 2, 3], x, 2.5, None, 'hey')])
