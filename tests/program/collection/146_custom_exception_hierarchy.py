import torch

class TrainingError(Exception):
    """base of our errors"""

class DivergedError(TrainingError):
    def __init__(self, step, loss):
        super().__init__(f'loss {loss:.3g} at step {step}')
        self.step, self.loss = step, loss

class EmptyBatch(TrainingError, ValueError):
    pass

def train(lr, data=(1., 2.)):
    if not len(data):
        raise EmptyBatch('no data')
    w = torch.zeros(1, requires_grad=True)
    for step in range(50):
        loss = sum((w * 3 - d) ** 2 for d in data).squeeze()
        if loss > 1e6:
            raise DivergedError(step, loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            w.grad = None
    return w.item()

for kw in ({'lr': 0.01}, {'lr': 1.0}, {'lr': .1, 'data': []}, {'lr': 'high'}):
    try:
        print('w =', round(train(**kw), 4))
    except DivergedError as e:
        print('diverged:', e, e.step, isinstance(e, TrainingError), e.args)
    except ValueError as e:
        print('value error:', repr(e), type(e).__mro__[1].__name__)
    except TypeError as e:
        print('type error:', e)
    else:
        print('fine')
    finally:
        print('--')
try:
    try:
        {}['missing']
    except KeyError as e:
        raise TrainingError('config incomplete') from e
except TrainingError as e:
    print(e, '<-', repr(e.__cause__))
raise DivergedError(7, 1e12)
