import numpy as np
def sgd(w, dw, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    w -= config['learning_rate'] * dw
    return w, config
def adam(w, dw, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-3); config.setdefault('beta1', 0.9); config.setdefault('beta2', 0.999)
    config.setdefault('epsilon', 1e-8); config.setdefault('m', np.zeros_like(w)); config.setdefault('v', np.zeros_like(w)); config.setdefault('t', 0)
    config['t'] += 1
    config['m'] = config['beta1'] * config['m'] + (1 - config['beta1']) * dw
    config['v'] = config['beta2'] * config['v'] + (1 - config['beta2']) * dw ** 2
    mb = config['m'] / (1 - config['beta1'] ** config['t']); vb = config['v'] / (1 - config['beta2'] ** config['t'])
    return w - config['learning_rate'] * mb / (np.sqrt(vb) + config['epsilon']), config
N, D = 4, 5
w = np.linspace(-0.4, 0.6, num=N*D).reshape(N, D); dw = np.linspace(-0.6, 0.4, num=N*D).reshape(N, D)
config = {'learning_rate': 1e-2, 'm': np.zeros_like(w), 'v': np.zeros_like(w)}
next_w, _ = adam(w, dw, config=config); print(next_w)
for name in ['sgd', 'adam']:
    rule = globals()[name]
    print(name, rule(w.copy(), dw)[0].sum())
