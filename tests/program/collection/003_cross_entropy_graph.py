import torch
import torch.nn.functional as F

torch.manual_seed(2024)
feats = torch.ones(5)          # 5 个输入, 全是 1
goal = torch.zeros(3)          # 3 个目标
w, b = torch.randn(5, 3), torch.randn(3)
w.requires_grad_(); b.requires_grad_()

z = feats @ w + b
ce = F.binary_cross_entropy_with_logits(z, goal)
print('z   <-', z.grad_fn.name())
print('ce  <-', ce.grad_fn.name(), round(ce.item(), 5))

ce.backward()
for r, row in enumerate(w.grad):
    print(r, row, '与 b.grad 相同:', torch.equal(row, b.grad))
print('解析解一致?', torch.allclose(b.grad, torch.sigmoid(z) / 3))

def tree(node, indent=''):
    if node is None:
        return
    print(indent + node.name())
    for child, slot in node.next_functions:
        tree(child, indent + '    ')

tree(ce.grad_fn)
