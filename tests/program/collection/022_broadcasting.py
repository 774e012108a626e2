import torch

a = torch.arange(3).reshape((3, 1))
b = torch.arange(2).reshape((1, 2))
print(a, b, a + b, sep='\n')

def outer_shape(s1, s2):
    try:
        return tuple((torch.zeros(s1) + torch.zeros(s2)).shape)
    except RuntimeError as e:
        return 'ERROR: ' + str(e)

for s1, s2 in [((3,), (3,)), ((4, 1), (3,)), ((5, 3, 4, 1), (3, 1, 1)), ((2, 3), (2,)), ((0,), (2, 1)), ((), (7,))]:
    print(s1, '+', s2, '->', outer_shape(s1, s2))
print(torch.broadcast_shapes((2, 1, 3), (4, 1)))
x, y = torch.broadcast_tensors(torch.arange(3).view(1, 3), torch.arange(2).view(2, 1))
print(x); print(y)
# distance matrix
pts = torch.tensor([[0., 0.], [3., 4.], [6., 8.]])
d = ((pts[:, None, :] - pts[None, :, :]) ** 2).sum(-1).sqrt()
print(d)
print(torch.cdist(pts, pts))
