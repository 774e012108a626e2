import torch
def describe(x):
    if isinstance(x, torch.LongTensor):
        kind = '整数张量'
    elif isinstance(x, torch.FloatTensor):
        kind = '浮点张量'
    else:
        kind = '其他'
    print("类型: {}, 形状: {}, {}".format(x.type(), x.shape, kind))
describe(torch.arange(3))
describe(torch.Tensor(2, 3).zero_())
describe(torch.ones(2, dtype=torch.float64))
describe(torch.tensor([True, False]))
x = torch.rand(2,2).type(torch.DoubleTensor)
print(x.dtype)
print(x.type() == 'torch.DoubleTensor', isinstance(x, torch.Tensor), type(x))
print(torch.is_tensor(x))
x = x.type(torch.float32); print(x.dtype)
x = x.type('torch.IntTensor'); print(x)
print(torch.LongTensor([1, 2, 3]) + 1)
torch.set_default_tensor_type(torch.DoubleTensor)
print(torch.ones(1).dtype, torch.tensor(1.5).type(), torch.FloatTensor, torch.LongTensor is torch.LongTensor)
torch.set_default_tensor_type('torch.FloatTensor')
print(torch.randn(2).double().type(torch.FloatTensor).dtype, torch.FloatTensor(2, 2).zero_().shape, torch.ByteTensor([1, 0]))
