import torch
torch.testing.assert_close(torch.tensor(1.0), torch.tensor(1.0 + 1e-8))
print('first ok')
try:
    torch.testing.assert_close(torch.tensor([1., 2.]), torch.tensor([1., 2.5]))
except AssertionError as e:
    print(str(e).splitlines()[0])
import numpy as np
np.testing.assert_allclose(np.ones(2), np.ones(2) * (1 + 1e-9)); print('second ok')
def test_softmax():
    s = torch.softmax(torch.arange(3.), 0)
    assert abs(s.sum().item() - 1) < 1e-6
    assert (s > 0).all()
for name, fn in list(globals().items()) if False else [('test_softmax', test_softmax)]:
    fn(); print(name, 'passed')
