import numpy as np

# f(x) = 2x^4 - 3x^2 + 2x - 20
func = lambda x: 2*x**4 - 3*x**2 + 2*x - 20
dfunc = lambda x: 8*x**3 - 6*x + 2

def train(x_start, epochs, lr):
    xs = np.zeros(epochs + 1)
    x = x_start
    xs[0] = x
    for i in range(epochs):
        dx = dfunc(x)
        v = - dx * lr
        x += v
        xs[i+1] = x
    return xs

x = train(5., 1500, 0.001)
print(x[:5])
print(f'{x[-1]:.6f} -> f = {func(x[-1]):.6f}')
print(np.round(x[::300], 4))
