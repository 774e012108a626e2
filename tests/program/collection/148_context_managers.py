from contextlib import contextmanager, suppress
import torch

@contextmanager
def seeded(seed):
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        yield seed
    finally:
        torch.set_rng_state(state)

torch.manual_seed(0)
a = torch.rand(1)
with seeded(99) as s:
    b = torch.rand(1)
c = torch.rand(1)
torch.manual_seed(0)
print(s, torch.equal(torch.rand(2)[:1], a), b)

class Indent:
    level = 0
    def __init__(self, name): self.name = name
    def __enter__(self):
        print('  ' * Indent.level + '<' + self.name + '>')
        Indent.level += 1
        return self
    def __exit__(self, exc_type, exc, tb):
        Indent.level -= 1
        print('  ' * Indent.level + '</' + self.name + '>', exc_type.__name__ if exc_type else '')
        return exc_type is ZeroDivisionError

with Indent('a'), Indent('b') as inner:
    print('  ' * Indent.level + inner.name)
    1 / 0
with suppress(KeyError):
    {}[1]
    print('not reached')
with torch.no_grad(), torch.random.fork_rng():
    print(torch.is_grad_enabled())
print(Indent.level)
with Indent('c'):
    raise RuntimeError('passes through')
