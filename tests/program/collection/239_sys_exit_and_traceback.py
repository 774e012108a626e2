import sys
import traceback
import torch
print(sys.version_info >= (3, 8), len(sys.argv) >= 0)
def risky(n):
    if n == 0:
        raise ValueError('n 不能是 0')
    return 1 / n
try:
    risky(0)
except ValueError:
    text = traceback.format_exc()
    print(text.splitlines()[0], '|', text.splitlines()[-1])
    kind, err, _tb = sys.exc_info()
    print(kind.__name__, err)
if torch.tensor(1.).item() == 1:
    print('stop here', file=sys.stdout)
    sys.exit(0)
print('never')
