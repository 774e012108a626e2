import warnings
import torch

def old_api(x):
    warnings.warn('old_api is deprecated, use new_api', DeprecationWarning, stacklevel=2)
    return x * 2

with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    r = old_api(3)
    print(r, len(w), w[0].category.__name__, w[0].message)

warnings.filterwarnings('ignore')
old_api(1)
warnings.simplefilter('error')
try:
    old_api(1)
except DeprecationWarning as e:
    print('as error:', e)
warnings.resetwarnings(); warnings.simplefilter('ignore')
x = torch.ones(2, requires_grad=True)
y = x * 2
print(y.grad)      # warning: non-leaf
print(torch.nn.functional.mse_loss(torch.ones(3, 1), torch.zeros(3)))   # broadcasting warning
torch.nn.functional.softmax(torch.ones(2))
print('ok')
