import math, torch, matplotlib.pyplot as plt
p = torch.nn.Parameter(torch.tensor(3.)); opt = torch.optim.SGD([p], lr=.4, momentum=.5)
def warm_cos(step, warm=4, total=16): return (step + 1) / warm if step < warm else .5 * (1 + math.cos(math.pi * (step - warm) / (total - warm)))
sch = torch.optim.lr_scheduler.LambdaLR(opt, warm_cos); lrs, ps = [], []
for i in range(16):
    opt.zero_grad(); (p ** 2).backward(); opt.step(); lrs.append(sch.get_last_lr()[0]); ps.append(p.item()); sch.step()
print([round(v, 3) for v in lrs], [round(v, 4) for v in ps[::4]], sch.last_epoch, sch.state_dict()['last_epoch'])
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(8, 3)); ax1.plot(lrs, 'r.-'); ax2.semilogy([abs(v) for v in ps]); ax1.set(xlabel='step', ylabel='lr', title='学习率'); ax1.legend(['lr'], loc='upper right'); ax2.grid(True); fig.suptitle('warmup + cosine'); plt.subplots_adjust(wspace=.3)
x = plt.gca(); plt.xlim(0, 16); plt.xticks(range(0, 17, 4)); plt.text(1, 1, 'hi'); plt.axvline(4, ls=':'); plt.fill_between(range(3), 0, 1, alpha=.2); plt.bar(['a', 'b'], [1, 2]); plt.hist([1, 2, 2], bins=3, density=True); plt.errorbar([1], [1], yerr=[.1]); plt.imshow([[0, 1], [1, 0]], cmap='gray'); plt.colorbar(); plt.axis('off'); plt.show(); plt.clf(); plt.close('all'); plt.style.use('default')
