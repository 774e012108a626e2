import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable
# 老代码(0.3版本)迁移练习: volatile, data[0], Variable, .cuda() 判断, clip_grad_norm
use_cuda = torch.cuda.is_available()
FloatTensor = torch.cuda.FloatTensor if use_cuda else torch.FloatTensor
LongTensor = torch.cuda.LongTensor if use_cuda else torch.LongTensor
ByteTensor = torch.cuda.ByteTensor if use_cuda else torch.ByteTensor
Tensor = FloatTensor
torch.manual_seed(1)
if use_cuda: torch.cuda.manual_seed(1)
dtype = torch.FloatTensor
N, D_in, H, D_out = 16, 10, 8, 2
x = Variable(torch.randn(N, D_in).type(dtype), requires_grad=False)
y = Variable(torch.randn(N, D_out).type(dtype), requires_grad=False)
w1 = Variable(torch.randn(D_in, H).type(dtype), requires_grad=True)
w2 = Variable(torch.randn(H, D_out).type(dtype), requires_grad=True)
learning_rate = 1e-4
for t in range(30):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    if t % 10 == 0: print(t, loss.data.item(), loss.data)
    loss.backward()
    w1.data -= learning_rate * w1.grad.data
    w2.data -= learning_rate * w2.grad.data
    w1.grad.data.zero_()
    w2.grad.data.zero_()
print(w1.data.type(), w2.grad.data.sum(), isinstance(w1.data, torch.FloatTensor), type(w1.data) == torch.Tensor)
class Net(nn.Module):
    def __init__(self, n_feature, n_hidden, n_output):
        super(Net, self).__init__()
        self.hidden = torch.nn.Linear(n_feature, n_hidden); self.predict = torch.nn.Linear(n_hidden, n_output)
    def forward(self, x):
        x = F.relu(self.hidden(x)); x = F.dropout(x, p=0.2, training=self.training)
        return F.log_softmax(self.predict(x))
net = Net(2, 10, 2)
if use_cuda: net.cuda()
print(net)
n_data = torch.ones(20, 2); x0 = torch.normal(2*n_data, 1); y0 = torch.zeros(20); x1 = torch.normal(-2*n_data, 1); y1 = torch.ones(20)
x = torch.cat((x0, x1), 0).type(torch.FloatTensor); y = torch.cat((y0, y1), ).type(torch.LongTensor)
optimizer = torch.optim.SGD(net.parameters(), lr=0.2); loss_func = torch.nn.NLLLoss()
for t in range(20):
    out = net(x); loss = loss_func(out, y); optimizer.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(net.parameters(), 0.5); optimizer.step()
    if t % 5 == 0:
        prediction = torch.max(F.softmax(out, dim=1), 1)[1]; pred_y = prediction.data.numpy().squeeze(); target_y = y.data.numpy()
        accuracy = sum(pred_y == target_y) / float(target_y.size); print('Step', t, '| loss: %.4f' % loss.data, '| acc:', accuracy)
torch.save(net, 'net.pkl'); torch.save(net.state_dict(), 'net_params.pkl')
net2 = torch.load('net.pkl', weights_only=False); net2.eval(); net.eval(); print(torch.equal(net2(x[:3]), net(x[:3])))
net3 = torch.nn.Sequential(torch.nn.Linear(2, 10), torch.nn.ReLU(), torch.nn.Linear(10, 2)); 
print(net3[0].weight.size(), F.sigmoid(torch.zeros(1)), F.tanh(torch.ones(1)), nn.init.xavier_uniform(torch.empty(2, 2)).shape if hasattr(nn.init, 'xavier_uniform') else '')
a = torch.rand(2, 3); b = a.new(2, 2).fill_(7) if False else a.new_full((2, 2), 7.); print(b, a.new_zeros(1).dtype, torch.Tensor(2, 3).size(), torch.IntTensor([1, 2]).long(), torch.ByteTensor([0, 1]).bool(), a.size()[0], a.dim())
mask = torch.ByteTensor([1, 0, 1]); 
try: print(torch.arange(3)[mask])
except IndexError as e: print(e)
try: Variable(torch.zeros(1), volatile=True)
except TypeError as e: print('volatile 已移除')
print(loss.data[0] if loss.dim() else loss.item() > 0, torch.mul(torch.ones(2), 3), torch.add(torch.ones(2), 2, torch.ones(2)) if False else torch.add(torch.ones(2), torch.ones(2), alpha=2))
