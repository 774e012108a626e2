<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>CodeView</name>
    <message>
        <source>Copy the program</source>
        <translation>复制程序</translation>
    </message>
    <message>
        <source>The PyTorch program of this experiment</source>
        <translation>本实验的 PyTorch 程序</translation>
    </message>
</context>
<context>
    <name>ColumnChooser</name>
    <message>
        <source>Column for x</source>
        <translation>x 列</translation>
    </message>
    <message>
        <source>The column that x is read from</source>
        <translation>从哪一列读取 x</translation>
    </message>
    <message>
        <source>Column for y</source>
        <translation>y 列</translation>
    </message>
    <message>
        <source>The column that y is read from</source>
        <translation>从哪一列读取 y</translation>
    </message>
    <message>
        <source>Swap x and y</source>
        <translation>交换 x 和 y</translation>
    </message>
    <message>
        <source>First rows of the table</source>
        <translation>表格的前几行</translation>
    </message>
</context>
<context>
    <name>DataTable</name>
    <message>
        <source>Table of points</source>
        <translation>数据点表</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Type another point at the end of the table</source>
        <translation>在表的末尾再输入一个点</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the selected points (Delete)</source>
        <translation>删除选中的点（Delete）</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Read points from a table on the clipboard (Ctrl+V)</source>
        <translation>从剪贴板上的表格读取数据点（Ctrl+V）</translation>
    </message>
</context>
<context>
    <name>NumberEdit</name>
    <message>
        <source>This must be at least {low}.</source>
        <translation>不能小于 {low}。</translation>
    </message>
    <message>
        <source>This must be at most {high}.</source>
        <translation>不能大于 {high}。</translation>
    </message>
    <message>
        <source>This must be greater than {low}.</source>
        <translation>必须大于 {low}。</translation>
    </message>
    <message>
        <source>This must be less than {high}.</source>
        <translation>必须小于 {high}。</translation>
    </message>
</context>
<context>
    <name>PinTable</name>
    <message>
        <source>loss at {epoch}</source>
        <translation>第 {epoch} 个执行周期的损失</translation>
    </message>
    <message>
        <source>Runs compared</source>
        <translation>运行对比</translation>
    </message>
    <message>
        <source>run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>final loss</source>
        <translation>最终损失</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>other loss</source>
        <translation>其他损失</translation>
    </message>
    <message>
        <source>MSE</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>How each run differs from the current experiment</source>
        <translation>各运行与当前实验的不同之处</translation>
    </message>
    <message>
        <source>Outcome of the whole run</source>
        <translation>整个运行的结果</translation>
    </message>
    <message>
        <source>Restore {run}</source>
        <translation>恢复“{run}”</translation>
    </message>
    <message>
        <source>Restore this experiment (Ctrl+Z undoes)</source>
        <translation>恢复这个实验（Ctrl+Z 可撤销）</translation>
    </message>
    <message>
        <source>The loss of each run at the epoch where the cursor is</source>
        <translation>各运行在当前执行周期的损失</translation>
    </message>
    <message>
        <source>final parameters</source>
        <translation>最终参数</translation>
    </message>
    <message>
        <source>The loss after the run&apos;s last epoch</source>
        <translation>运行最后一个执行周期之后的损失</translation>
    </message>
    <message>
        <source>The parameters after the run&apos;s last epoch, in original units</source>
        <translation>运行最后一个执行周期之后的参数（原始单位）</translation>
    </message>
    <message>
        <source>The final loss of a run that has another loss function, or other points</source>
        <translation>损失函数不同或数据点不同的运行的最终损失</translation>
    </message>
    <message>
        <source>The mean squared error of each run&apos;s last prediction on the points shown</source>
        <translation>每个运行的最终预测在当前数据点上的均方误差</translation>
    </message>
    <message>
        <source>Unpin all</source>
        <translation>全部取消固定</translation>
    </message>
    <message>
        <source>Unpin all runs</source>
        <translation>取消固定所有运行</translation>
    </message>
    <message>
        <source>Unpin {run}</source>
        <translation>取消固定“{run}”</translation>
    </message>
    <message>
        <source>Unpin this run</source>
        <translation>取消固定此运行</translation>
    </message>
</context>
<context>
    <name>PointRows</name>
    <message>
        <source>Row {row}: {reason}</source>
        <translation>第 {row} 行：{reason}</translation>
    </message>
</context>
<context>
    <name>SliderField</name>
    <message>
        <source>Stable: with a constant rate in this range the run does not diverge</source>
        <translation>稳定：恒定学习率在此范围内时不会发散</translation>
    </message>
    <message>
        <source>Unstable: with a constant rate in this range the run diverges</source>
        <translation>不稳定：恒定学习率在此范围内时会发散</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>flat out</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>as computed</source>
        <translation>受限于计算</translation>
    </message>
    <message>
        <source>Speed of play: {speed}; from steps that can be watched to flat out</source>
        <translation>播放速度：{speed}；从可以逐步观看到全速</translation>
    </message>
    <message>
        <source>no faster than the steps are computed</source>
        <translation>受计算速度所限</translation>
    </message>
    <message>
        <source>{first}, {second}</source>
        <translation>{first}，{second}</translation>
    </message>
    <message>
        <source>run in {seconds} s</source>
        <translation>{seconds} 秒播完</translation>
    </message>
    <message>
        <source>1 step/s</source>
        <translation>1 步/秒</translation>
    </message>
    <message>
        <source>{speed} steps/s</source>
        <translation>{speed} 步/秒</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>暂停（空格）</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Run (Space)</source>
        <translation>运行（空格）</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Back to the start (Home)</source>
        <translation>回到起点（Home）</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>One step back (←)</source>
        <translation>后退一步（←）</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>One step forward (→)</source>
        <translation>前进一步（→）</translation>
    </message>
    <message>
        <source>Run to the end</source>
        <translation>运行到底</translation>
    </message>
    <message>
        <source>Run flat out to the last epoch (End)</source>
        <translation>全速运行到最后一个执行周期（End）</translation>
    </message>
    <message>
        <source>Pin this run</source>
        <translation>固定本次运行</translation>
    </message>
    <message>
        <source>Pin this run, then change something and compare both (P)</source>
        <translation>固定本次运行，再改动一处，对比两者（P）</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>执行周期</translation>
    </message>
    <message>
        <source>Every epoch of the run; click or drag to go there</source>
        <translation>本次运行的全部执行周期；单击或拖动即可跳转</translation>
    </message>
</context>
<context>
    <name>ValueTable</name>
    <message>
        <source>Table of all rows of the run</source>
        <translation>本次运行的全部记录</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>{title} (in files: {name})</source>
        <translation>{title}（文件中写作 {name}）</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Back to the default: {default}</source>
        <translation>恢复默认值：{default}</translation>
    </message>
</context>
<context>
    <name>action_bar</name>
    <message>
        <source>Compute the gradients of all leaves; the graph is freed afterwards</source>
        <translation>计算所有叶子张量的梯度；之后运算图被释放</translation>
    </message>
    <message>
        <source>Compute the gradients and keep the graph, so that a further backward pass is possible</source>
        <translation>计算梯度并保留运算图，以便再次反向传导</translation>
    </message>
    <message>
        <source>Let this intermediate tensor keep its gradient in the next pass</source>
        <translation>让这个中间张量在下一次反向传导中保留梯度</translation>
    </message>
    <message>
        <source>Set the gradient to zero; otherwise the next pass adds to it</source>
        <translation>把梯度清零；否则下一次反向传导会累加</translation>
    </message>
    <message>
        <source>Record operations on this leaf from now on</source>
        <translation>从现在起记录对这个叶子张量的运算</translation>
    </message>
    <message>
        <source>One step of gradient descent that autograd does not record</source>
        <translation>自动微分不记录的一步梯度下降</translation>
    </message>
    <message>
        <source>The same step recorded by autograd: PyTorch refuses it for a leaf</source>
        <translation>由自动微分记录的同一步：PyTorch 拒绝对叶子张量这样做</translation>
    </message>
    <message>
        <source>Backward from</source>
        <translation>反向传导起点</translation>
    </message>
    <message>
        <source>The tensor that the backward pass begins from</source>
        <translation>反向传导从这个张量开始</translation>
    </message>
    <message>
        <source>no tensor</source>
        <translation>没有张量</translation>
    </message>
    <message>
        <source>Leaf</source>
        <translation>叶子张量</translation>
    </message>
    <message>
        <source>The leaf whose gradient the buttons below work on</source>
        <translation>下方按钮作用于这个叶子张量的梯度</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Type an action and press Enter; Up and Down bring back the ones before</source>
        <translation>输入操作后按 Enter；按上下方向键找回以前的操作</translation>
    </message>
</context>
<context>
    <name>action_log</name>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Actions and their effects</source>
        <translation>操作及其效果</translation>
    </message>
    <message>
        <source>Press an action or type a command: its effect is shown here.</source>
        <translation>按下操作按钮或输入命令，这里会显示它的效果。</translation>
    </message>
    <message>
        <source>Take back the last action</source>
        <translation>撤回上一个操作</translation>
    </message>
    <message>
        <source>Take back all actions</source>
        <translation>撤回所有操作</translation>
    </message>
</context>
<context>
    <name>application</name>
    <message>
        <source>no window can open with QT_QPA_PLATFORM={chosen}; unset it</source>
        <translation>设置了 QT_QPA_PLATFORM={chosen}，无法打开窗口；请取消这一设置</translation>
    </message>
    <message>
        <source>no window can open: {reason}</source>
        <translation>无法打开窗口：{reason}</translation>
    </message>
</context>
<context>
    <name>autograd</name>
    <message>
        <source>step {k} / {n}</source>
        <translation>第 {k} / {n} 步</translation>
    </message>
    <message>
        <source>See how PyTorch&apos;s autograd computes derivatives, step by step.</source>
        <translation>逐步观察 PyTorch 的 autograd 怎样求导。</translation>
    </message>
    <message>
        <source>Watch the graph: values go forward, then backward() sends gradients back.</source>
        <translation>观察运算图：先正向传导算出数值，再由 backward() 反向传导梯度。</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未运行</translation>
    </message>
    <message>
        <source>sums differ</source>
        <translation>求和不一致</translation>
    </message>
    <message>
        <source>Run the program</source>
        <translation>运行程序</translation>
    </message>
    <message>
        <source>The program goes on in a process of its own, which is ended.</source>
        <translation>程序仍在自己的进程中运行；该进程将被结束。</translation>
    </message>
    <message>
        <source>Stop the program</source>
        <translation>停止程序</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>The program goes on; the timeline has its first {n} statements.</source>
        <translation>程序仍在运行；时间轴上是它最先执行的 {n} 条语句。</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>正向传导</translation>
    </message>
    <message>
        <source>step</source>
        <translation>更新一步</translation>
    </message>
    <message>
        <source>change in place</source>
        <translation>原地修改</translation>
    </message>
    <message>
        <source>autograd.grad gives gradients to the caller, and leaves grad as it is.</source>
        <translation>autograd.grad 把梯度返回给调用者，不改变 grad。</translation>
    </message>
    <message>
        <source>The optimizer moves each parameter by what its rule makes of the gradient.</source>
        <translation>优化器按自己的规则，由梯度算出每个参数要移动多少。</translation>
    </message>
    <message>
        <source>The numbers of the tensor are others from here on, in the same memory.</source>
        <translation>从这里起，张量在同一块内存中的数值已经不同。</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>反向传导</translation>
    </message>
    <message>
        <source>equal to autograd</source>
        <translation>与自动微分一致</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>The program went on to its end; the timeline has its first {n} statements.</source>
        <translation>程序已运行到结束；时间轴上是它最先执行的 {n} 条语句。</translation>
    </message>
    <message>
        <source>{n} of {all} statements</source>
        <translation>{all} 条语句中的前 {n} 条</translation>
    </message>
    <message>
        <source>The graph is freed now: what it kept for a backward is gone, to save memory.</source>
        <translation>运算图现在已被释放：为反向传导保存的内容已经清除，以节省内存。</translation>
    </message>
    <message>
        <source>tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>autograd nodes</source>
        <translation>自动微分节点</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The gradients are checked once the program has ended.</source>
        <translation>程序结束后检查梯度。</translation>
    </message>
    <message>
        <source>The gradients are being checked …</source>
        <translation>正在检查梯度……</translation>
    </message>
    <message>
        <source>No single number to differentiate: end with a sum or a loss.</source>
        <translation>没有可以求导的单个数：请以求和或损失结束程序。</translation>
    </message>
    <message>
        <source>derivatives of {name}, after the program</source>
        <translation>程序执行后 {name} 对各叶子张量的导数</translation>
    </message>
    <message>
        <source>derivatives of {name} as statement {n} computed it</source>
        <translation>{name} 的导数，按第 {n} 条语句算出它时的值</translation>
    </message>
    <message>
        <source>Forward: values go from left to right, and autograd builds the graph on the way.</source>
        <translation>正向传导：数值从左到右传递，自动微分同时建立运算图。</translation>
    </message>
    <message>
        <source>A backward pass begins at its output and goes through the graph against the arrows.</source>
        <translation>反向传导从输出开始，逆着箭头穿过运算图。</translation>
    </message>
    <message>
        <source>The chain rule: what comes in is multiplied by the local derivative; where paths meet, they add up.</source>
        <translation>链式法则：传入的梯度乘以局部导数；多条路径汇合时相加。</translation>
    </message>
    <message>
        <source>PyTorch adds to grad and does not replace it. zero_() or setting it to None starts again from 0.</source>
        <translation>PyTorch 会把梯度累加到 grad，而不是替换它。用 zero_() 清零或设为 None 后重新累加。</translation>
    </message>
    <message>
        <source>close; float32 or strong curvature here explains the remainder</source>
        <translation>接近；其余误差来自 float32 精度，或该处函数弯曲过大</translation>
    </message>
    <message>
        <source>autograd is right to the digits of float32</source>
        <translation>自动微分在 float32 的精度内正确</translation>
    </message>
    <message>
        <source>The gradients cannot be checked: the program was stopped, or takes too long.</source>
        <translation>无法检查梯度：程序已被停止，或耗时太长。</translation>
    </message>
    <message>
        <source>the program cannot be run in double precision here</source>
        <translation>这个程序在这里无法以双精度运行</translation>
    </message>
    <message>
        <source>they differ: is there a kink, or was something detached?</source>
        <translation>二者不同：是有尖点，还是有部分被分离（detach）？</translation>
    </message>
    <message>
        <source>Press Space to run the program, or → for one step at a time.</source>
        <translation>按空格键运行程序，或按 → 逐步执行。</translation>
    </message>
    <message>
        <source>Before the first line</source>
        <translation>第一行之前</translation>
    </message>
    <message>
        <source>Backward begins</source>
        <translation>反向传导开始</translation>
    </message>
    <message>
        <source>The gradient of {name} with respect to itself is {total}.</source>
        <translation>{name} 对自身的梯度是 {total}。</translation>
    </message>
    <message>
        <source>Backward was given the gradient v = {total} for {name}.</source>
        <translation>反向传导从给定的梯度 v = {total}（{name} 的）开始。</translation>
    </message>
    <message>
        <source>The gradient is returned</source>
        <translation>返回梯度</translation>
    </message>
    <message>
        <source>Gradient of {name}: {sentence}.</source>
        <translation>{name} 的梯度：{sentence}。</translation>
    </message>
    <message>
        <source>The program ends in line {line}</source>
        <translation>程序在第 {line} 行终止</translation>
    </message>
    <message>
        <source>{name} = {value}; PyTorch records how it was computed: {grad_fn}.</source>
        <translation>{name} = {value}；PyTorch 记录了它的计算方式：{grad_fn}。</translation>
    </message>
    <message>
        <source>{name} = {value} is a leaf that requires a gradient.</source>
        <translation>{name} = {value} 是要求梯度的叶子张量。</translation>
    </message>
    <message>
        <source>{name} = {value}; no gradient is required, so nothing is recorded.</source>
        <translation>{name} = {value}；不要求梯度，因此不作记录。</translation>
    </message>
    <message>
        <source>The gradient is added into grad</source>
        <translation>梯度累加到 grad</translation>
    </message>
    <message>
        <source>Printed after that:</source>
        <translation>此后的输出：</translation>
    </message>
    <message>
        <source>{type} in line {line}; the list of actions says why.</source>
        <translation>第 {line} 行出现 {type}；操作列表说明了原因。</translation>
    </message>
    <message>
        <source>Forward: line {line}</source>
        <translation>正向传导：第 {line} 行</translation>
    </message>
    <message>
        <source>PyTorch records how this is computed: {grad_fn}.</source>
        <translation>PyTorch 记下了计算方式：{grad_fn}。</translation>
    </message>
    <message>
        <source>incoming {incoming} · local {local} = {product}; the gradient of {name} is {total}.</source>
        <translation>传入的梯度 {incoming} · 局部导数 {local} = {product}；{name} 的梯度是 {total}。</translation>
    </message>
    <message>
        <source>Backward: from {above} to {below}</source>
        <translation>反向传导：从 {above} 到 {below}</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Any PyTorch program; Ctrl+Space completes a name</source>
        <translation>任意 PyTorch 程序；Ctrl+空格 补全名称</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed draws the same random numbers, where the program sets none itself</source>
        <translation>程序自己没有设定种子时，相同的种子给出相同的随机数</translation>
    </message>
    <message>
        <source>Show AccumulateGrad nodes</source>
        <translation>显示 AccumulateGrad 节点</translation>
    </message>
    <message>
        <source>The nodes of autograd that add the incoming gradient to a leaf&apos;s grad</source>
        <translation>自动微分中把传来的梯度加到叶子张量 grad 上的节点</translation>
    </message>
    <message>
        <source>This program was not written here, so it waits: click Run below, or press Space outside the text.</source>
        <translation>这个程序不是在这里编写的，所以先不运行：点下方的“运行”，或在编辑框之外按空格键。</translation>
    </message>
    <message>
        <source>Computational graph</source>
        <translation>运算图</translation>
    </message>
    <message>
        <source>The graph grows as the program runs: press Space, or → for one step at a time.</source>
        <translation>运算图随程序运行而生长：按空格键运行，或按 → 一步一步来。</translation>
    </message>
    <message>
        <source>Write a program with tensors, or choose a case of the book, to see their graph</source>
        <translation>编写一个含张量的程序，或选择书中的一个案例，即可看到运算图</translation>
    </message>
    <message>
        <source>The graph appears once PyTorch has carried out the program.</source>
        <translation>PyTorch 执行完程序后，这里会显示运算图。</translation>
    </message>
    <message>
        <source>Check of the gradients</source>
        <translation>梯度检验</translation>
    </message>
    <message>
        <source>Autograd</source>
        <translation>自动微分</translation>
    </message>
</context>
<context>
    <name>case_card</name>
    <message>
        <source>Case</source>
        <translation>案例</translation>
    </message>
    <message>
        <source>Open a case of any lab, with everything set</source>
        <translation>打开任一实验室的案例，各项都已设好</translation>
    </message>
    <message>
        <source>Restore this case</source>
        <translation>还原此案例</translation>
    </message>
    <message>
        <source>Restore this case as it was opened (Ctrl+Z undoes)</source>
        <translation>还原为刚打开时的案例（Ctrl+Z 可撤销）</translation>
    </message>
</context>
<context>
    <name>changes</name>
    <message>
        <source>function</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>prediction</source>
        <translation>预测式</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>执行周期</translation>
    </message>
    <message>
        <source>number type</source>
        <translation>数值类型</translation>
    </message>
    <message>
        <source>domain</source>
        <translation>显示范围</translation>
    </message>
    <message>
        <source>tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>批量大小</translation>
    </message>
    <message>
        <source>shuffle seed</source>
        <translation>打乱种子</translation>
    </message>
    <message>
        <source>standardise x</source>
        <translation>标准化 x</translation>
    </message>
    <message>
        <source>data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失函数</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>learning-rate schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>gradient clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>gradient noise</source>
        <translation>梯度噪声</translation>
    </message>
    <message>
        <source>runners</source>
        <translation>参赛优化器</translation>
    </message>
    <message>
        <source>program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>{name} {old} → {new}</source>
        <translation>{name} {old} → {new}</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}：{value}</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>n = {count}</source>
        <translation>n = {count}</translation>
    </message>
    <message>
        <source>x: {x}, y: {y}</source>
        <translation>x：{x}，y：{y}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>add runner {name}</source>
        <translation>添加优化器“{name}”</translation>
    </message>
    <message>
        <source>remove runner {name}</source>
        <translation>移除优化器“{name}”</translation>
    </message>
    <message>
        <source>order of the runners</source>
        <translation>优化器的顺序</translation>
    </message>
    <message>
        <source>rename runner {old} to {new}</source>
        <translation>将优化器“{old}”改名为“{new}”</translation>
    </message>
    <message>
        <source>runner {name}</source>
        <translation>优化器“{name}”</translation>
    </message>
    <message>
        <source>{runner}: {change}</source>
        <translation>{runner}：{change}</translation>
    </message>
    <message>
        <source>add {line}</source>
        <translation>添加 {line}</translation>
    </message>
    <message>
        <source>take out {line}</source>
        <translation>去掉 {line}</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>start {name}</source>
        <translation>起点 {name}</translation>
    </message>
    <message>
        <source>move a point</source>
        <translation>移动一个点</translation>
    </message>
    <message>
        <source>add a point</source>
        <translation>添加一个点</translation>
    </message>
    <message>
        <source>delete a point</source>
        <translation>删除一个点</translation>
    </message>
    <message>
        <source>{title} ({knobs})</source>
        <translation>{title}（{knobs}）</translation>
    </message>
</context>
<context>
    <name>check_table</name>
    <message>
        <source>all agree</source>
        <translation>全部一致</translation>
    </message>
    <message>
        <source>agree nearly</source>
        <translation>基本一致</translation>
    </message>
    <message>
        <source>do not agree</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>未比较</translation>
    </message>
    <message>
        <source>symbolic</source>
        <translation>符号求导</translation>
    </message>
    <message>
        <source>The derivative found by rules of calculus, with the numbers put in</source>
        <translation>按求导法则得到的导数，再代入数值</translation>
    </message>
    <message>
        <source>autograd</source>
        <translation>自动微分</translation>
    </message>
    <message>
        <source>The gradient that PyTorch computed</source>
        <translation>PyTorch 计算的梯度</translation>
    </message>
    <message>
        <source>finite difference</source>
        <translation>有限差分</translation>
    </message>
    <message>
        <source>(f(x + h) − f(x − h)) / 2h with a small h</source>
        <translation>(f(x + h) − f(x − h)) / 2h，h 很小</translation>
    </message>
    <message>
        <source>difference from autograd</source>
        <translation>与自动微分之差</translation>
    </message>
    <message>
        <source>Finite difference minus autograd</source>
        <translation>有限差分减去自动微分</translation>
    </message>
</context>
<context>
    <name>clipping</name>
    <message>
        <source>gradient that the rule receives, clipped</source>
        <translation>更新规则收到的、裁剪后的梯度</translation>
    </message>
    <message>
        <source>Clip the norm</source>
        <translation>按范数裁剪</translation>
    </message>
    <message>
        <source>A gradient longer than c is shortened to c and keeps its direction, so that a cliff does not carry the point far away.</source>
        <translation>比 c 长的梯度缩短到 c，方向不变，这样遇到陡崖也不会被抛得很远。</translation>
    </message>
    <message>
        <source>Each partial derivative is cut off at −c and c separately. Where one is cut more than another, the step changes its direction.</source>
        <translation>每个偏导数各自截断在 −c 和 c。各分量截断的多少不同时，更新的方向会改变。</translation>
    </message>
    <message>
        <source>share of the gradient that is kept</source>
        <translation>保留的梯度比例</translation>
    </message>
    <message>
        <source>greatest gradient norm</source>
        <translation>梯度范数的上限</translation>
    </message>
    <message>
        <source>Clip each value</source>
        <translation>按值裁剪</translation>
    </message>
    <message>
        <source>greatest size of a partial</source>
        <translation>偏导数大小的上限</translation>
    </message>
</context>
<context>
    <name>compiled</name>
    <message>
        <source>the compiled engine does not know the operation {operation}</source>
        <translation>编译引擎不认识运算 {operation}</translation>
    </message>
    <message>
        <source>the compiled engine computes in float64 only, and this experiment in {dtype}</source>
        <translation>编译引擎只用 float64 计算，而此实验用 {dtype}</translation>
    </message>
</context>
<context>
    <name>datasets</name>
    <message>
        <source>The book&apos;s points</source>
        <translation>书中的数据点</translation>
    </message>
    <message>
        <source>Points along y = x, with noise from −10 to 10 on x and on y. The noise on x makes the best slope less than 1.</source>
        <translation>沿 y = x 分布的点，x 和 y 都加上 −10 到 10 的噪声。x 上的噪声使最佳斜率小于 1。</translation>
    </message>
    <message>
        <source>Anscombe 1: a line with noise</source>
        <translation>Anscombe 1：带噪声的直线</translation>
    </message>
    <message>
        <source>All four of Anscombe&apos;s sets have the same best line, y = 3 + 0.5x, and the same R². This is the set that both are suited to.</source>
        <translation>Anscombe 的四组数据有同一条最佳直线 y = 3 + 0.5x，R² 也相同。直线和 R² 都适用的是这一组。</translation>
    </message>
    <message>
        <source>Anscombe 2: a curve</source>
        <translation>Anscombe 2：曲线</translation>
    </message>
    <message>
        <source>The same best line again, y = 3 + 0.5x, but the points lie on a curve. Try a prediction with x².</source>
        <translation>最佳直线仍是 y = 3 + 0.5x，但这些点落在一条曲线上。试试含 x² 的预测式。</translation>
    </message>
    <message>
        <source>Anscombe 3: one outlier</source>
        <translation>Anscombe 3：一个离群点</translation>
    </message>
    <message>
        <source>The same best line again, y = 3 + 0.5x, tilted by a single point. Try the mean absolute error.</source>
        <translation>最佳直线仍是 y = 3 + 0.5x，却是被一个点拉斜的。试试平均绝对误差。</translation>
    </message>
    <message>
        <source>Anscombe 4: one point decides</source>
        <translation>Anscombe 4：由一个点决定</translation>
    </message>
    <message>
        <source>The same best line again, y = 3 + 0.5x, but a single point fixes the slope. Delete it, and no slope is better than another.</source>
        <translation>最佳直线仍是 y = 3 + 0.5x，但斜率只由一个点决定。删掉它，任何斜率都一样好。</translation>
    </message>
    <message>
        <source>A line with outliers</source>
        <translation>带离群点的直线</translation>
    </message>
    <message>
        <source>Most points lie along y = 2x + 1, one in ten far below it. Compare MSE with MAE and Huber&apos;s loss.</source>
        <translation>大多数点沿 y = 2x + 1 分布，每十个点有一个远在其下方。比较 MSE、MAE 和 Huber 损失。</translation>
    </message>
    <message>
        <source>A parabola</source>
        <translation>抛物线</translation>
    </message>
    <message>
        <source>Points along y = x²/2 − x + 1. The best line leaves a pattern in the residuals; ax² + bx + c does not.</source>
        <translation>沿 y = x²/2 − x + 1 分布的点。最佳直线的残差仍有规律，ax² + bx + c 则没有。</translation>
    </message>
    <message>
        <source>A wave</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>Points along y = 2sin(1.5x) + 0.5, for the prediction a·sin(kx) + c. Whether the descent finds them depends on the start of k.</source>
        <translation>沿 y = 2sin(1.5x) + 0.5 分布的点，适合预测式 a·sin(kx) + c。能否找到正确的参数取决于 k 的起点。</translation>
    </message>
    <message>
        <source>Noise that grows (heteroscedastic)</source>
        <translation>噪声渐增（异方差）</translation>
    </message>
    <message>
        <source>Points along y = 1.5x + 2 whose noise grows with x. The quantile loss at 0.1 and 0.9 draws the edges of the fan.</source>
        <translation>沿 y = 1.5x + 2 分布的点，噪声随 x 增大。用 0.1 和 0.9 的分位数损失可画出扇形的两条边。</translation>
    </message>
</context>
<context>
    <name>descent</name>
    <message>
        <source>the loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>the gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>{what} is not a finite number at the start {start}; choose another start</source>
        <translation>在起点 {start} 处，{what}不是有限的数；请另选起点</translation>
    </message>
    <message>
        <source>{what} is larger than {limit} at the start {start}; choose another start</source>
        <translation>在起点 {start} 处，{what}超过了 {limit}；请另选起点</translation>
    </message>
</context>
<context>
    <name>descent_controls</name>
    <message>
        <source>Learning rate η</source>
        <translation>学习率 η</translation>
    </message>
    <message>
        <source>Learning rate η: how far a step goes along the negative gradient</source>
        <translation>学习率 η：沿负梯度方向每一步走多远</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>The rule that turns a gradient into a step</source>
        <translation>把梯度变成一步更新的规则</translation>
    </message>
    <message>
        <source>Settings of the optimizer</source>
        <translation>优化器的设置</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>执行周期</translation>
    </message>
    <message>
        <source>How many passes the run makes</source>
        <translation>一共运行多少个执行周期</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Number type</source>
        <translation>数值类型</translation>
    </message>
    <message>
        <source>float64 has 16 digits, float32 has 7, PyTorch&apos;s usual</source>
        <translation>float64 有 16 位有效数字，float32 有 7 位，后者是 PyTorch 的默认类型</translation>
    </message>
    <message>
        <source>Stop at ‖∇‖ &lt;</source>
        <translation>停止于 ‖∇‖ &lt;</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>Stop when the gradient norm ‖∇L‖ is below this; empty means never</source>
        <translation>梯度范数 ‖∇L‖ 小于此值时停止；留空表示不提前停止</translation>
    </message>
    <message>
        <source>never</source>
        <translation>不停止</translation>
    </message>
</context>
<context>
    <name>descent_shown</name>
    <message>
        <source>epoch {k} / {n} · update {u}</source>
        <translation>周期 {k} / {n} · 更新 {u}</translation>
    </message>
    <message>
        <source>epoch {k} / {n}</source>
        <translation>周期 {k} / {n}</translation>
    </message>
    <message>
        <source>not begun yet</source>
        <translation>尚未开始</translation>
    </message>
    <message>
        <source>The run begins in a moment</source>
        <translation>运行即将开始</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
</context>
<context>
    <name>experiment</name>
    <message>
        <source>the prediction has no parameter to learn; write for example w*x + b</source>
        <translation>预测式中没有可学习的参数；可写成例如 w*x + b</translation>
    </message>
    <message>
        <source>expected float64 or float32</source>
        <translation>应为 float64 或 float32</translation>
    </message>
    <message>
        <source>expected 1 to {most} runners, got {count}</source>
        <translation>应有 1 到 {most} 个优化器，实际为 {count} 个</translation>
    </message>
    <message>
        <source>expected at most {most} characters on one line</source>
        <translation>应为一行，最多 {most} 个字符</translation>
    </message>
    <message>
        <source>{path}: {reason}</source>
        <translation>{path}：{reason}</translation>
    </message>
    <message>
        <source>expected a number {low} and {high}, got {value}</source>
        <translation>应为{low}且{high}的数，实为 {value}</translation>
    </message>
    <message>
        <source>below {bound}</source>
        <translation>小于 {bound} </translation>
    </message>
    <message>
        <source>at most {bound}</source>
        <translation>不大于 {bound} </translation>
    </message>
    <message>
        <source>above {bound}</source>
        <translation>大于 {bound} </translation>
    </message>
    <message>
        <source>at least {bound}</source>
        <translation>不小于 {bound} </translation>
    </message>
    <message>
        <source>the lower end {low} must be below the upper end {high}</source>
        <translation>下端 {low} 必须小于上端 {high}</translation>
    </message>
    <message>
        <source>the two ends are too close together</source>
        <translation>两端相距太近</translation>
    </message>
    <message>
        <source>there is no parameter &apos;{name}&apos;; there is {known}</source>
        <translation>没有参数“{name}”；现有 {known}</translation>
    </message>
    <message>
        <source>Nesterov needs a momentum above 0 and a dampening of 0</source>
        <translation>Nesterov 要求动量大于 0 且阻尼为 0</translation>
    </message>
</context>
<context>
    <name>explain</name>
    <message>
        <source>row of the Hessian&apos;s inverse times the gradient</source>
        <translation>海森矩阵之逆的一行乘以梯度</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>梯度范数</translation>
    </message>
</context>
<context>
    <name>figures</name>
    <message>
        <source>Not drawn: {names}.</source>
        <translation>没有画出：{names}。</translation>
    </message>
    <message>
        <source>There are many numbers: 1 of {every} is drawn.</source>
        <translation>数据很多，每 {every} 个只画 1 个。</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>图形</translation>
    </message>
    <message>
        <source>Plots: the last {shown} of {count}</source>
        <translation>图形：{count} 幅中的最后 {shown} 幅</translation>
    </message>
</context>
<context>
    <name>file</name>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation> true 或 false</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>a list of two numbers</source>
        <translation>两个数的列表</translation>
    </message>
    <message>
        <source>[low, high], or one such pair for x and one for y</source>
        <translation>[下限, 上限]，或 x 与 y 各一对</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>文本列表</translation>
    </message>
    <message>
        <source>a list of points [x, y]</source>
        <translation>点 [x, y] 的列表</translation>
    </message>
    <message>
        <source>a list of objects</source>
        <translation>对象的列表</translation>
    </message>
    <message>
        <source>cannot write {path}: {reason}</source>
        <translation>无法写入 {path}：{reason}</translation>
    </message>
    <message>
        <source>{path} is no experiment file; a table can be opened in the window, or named in an experiment as data.csv</source>
        <translation>{path} 不是实验文件；表格可以在窗口中打开，也可以在实验文件中用 data.csv 指定</translation>
    </message>
    <message>
        <source>cannot read {path}: {reason}</source>
        <translation>无法读取 {path}：{reason}</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>它不是文件</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>it appears twice</source>
        <translation>它出现了两次</translation>
    </message>
    <message>
        <source>it is larger than {megabytes} MB; keep the points in a CSV file</source>
        <translation>它超过 {megabytes} MB；请把数据点存为 CSV 文件</translation>
    </message>
    <message>
        <source>expected {expected}, got {got}</source>
        <translation>应为{expected}，实为 {got}</translation>
    </message>
    <message>
        <source>expected text on one line</source>
        <translation>应为一行文字</translation>
    </message>
    <message>
        <source>there is no file {path}</source>
        <translation>没有文件 {path}</translation>
    </message>
    <message>
        <source>the key &apos;{path}&apos; is missing</source>
        <translation>缺少键“{path}”</translation>
    </message>
    <message>
        <source>expected one of the keys {keys}</source>
        <translation>应有下列键之一：{keys}</translation>
    </message>
    <message>
        <source>unknown name {name}</source>
        <translation>未知的名称 {name}</translation>
    </message>
    <message>
        <source>unknown key {name}</source>
        <translation>未知的键 {name}</translation>
    </message>
    <message>
        <source>{what}; did you mean {closest}?</source>
        <translation>{what}；是不是想写 {closest}？</translation>
    </message>
    <message>
        <source>{what}; known are {known}</source>
        <translation>{what}；可用的有 {known}</translation>
    </message>
</context>
<context>
    <name>files</name>
    <message>
        <source>Open experiment</source>
        <translation>打开实验</translation>
    </message>
    <message>
        <source>{name} was not opened</source>
        <translation>未能打开“{name}”</translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>Experiments (*.descent.json)</source>
        <translation>实验文件 (*.descent.json)</translation>
    </message>
    <message>
        <source>Save the changes in these labs?</source>
        <translation>要保存以下实验室中的更改吗？</translation>
    </message>
    <message>
        <source>{name} was not saved</source>
        <translation>未能保存“{name}”</translation>
    </message>
    <message>
        <source>{reason}. Choose another place with Save as.</source>
        <translation>{reason}。请用“另存为”换一个位置。</translation>
    </message>
    <message>
        <source>Experiments and programs (*.descent.json *.json *.py *.ipynb)</source>
        <translation>实验和程序 (*.descent.json *.json *.py *.ipynb)</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>Save the changes in the lab “{title}”?</source>
        <translation>要保存实验室“{title}”中的更改吗？</translation>
    </message>
    <message>
        <source>Your changes will be lost if you do not save them.</source>
        <translation>如果不保存，更改会丢失。</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>没有读写权限</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>磁盘是只读的</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是一个文件夹</translation>
    </message>
    <message>
        <source>a part of its path is not a folder</source>
        <translation>路径中有一部分不是文件夹</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>它不是文件</translation>
    </message>
    <message>
        <source>its name is too long</source>
        <translation>名称太长</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>已保存 {name}。</translation>
    </message>
</context>
<context>
    <name>formula</name>
    <message>
        <source>column {column}: {reason}</source>
        <translation>第 {column} 个字符：{reason}</translation>
    </message>
    <message>
        <source>more than {limit} levels within each other</source>
        <translation>嵌套超过 {limit} 层</translation>
    </message>
    <message>
        <source>more than {limit} powers on top of each other</source>
        <translation>乘方叠加超过 {limit} 层</translation>
    </message>
    <message>
        <source>this part is no finite number: its value is {value}</source>
        <translation>这一部分不是有限的数：它的值是 {value}</translation>
    </message>
    <message>
        <source>the derivative is too long to be written</source>
        <translation>导数太长，无法写出</translation>
    </message>
    <message>
        <source>write {name}({inside}), with brackets</source>
        <translation>请加括号，写成 {name}({inside})</translation>
    </message>
    <message>
        <source>unknown name &apos;{name}&apos;; this lab has one variable, {known}; name a parameter otherwise</source>
        <translation>未知的名称“{name}”；这个实验室只有一个变量 {known}；参数请另取名称</translation>
    </message>
    <message>
        <source>there is no formula yet; write for example x^2</source>
        <translation>还没有公式；可写成例如 x^2</translation>
    </message>
    <message>
        <source>leave out &apos;=&apos; and what is before it</source>
        <translation>请去掉“=”和它前面的内容</translation>
    </message>
    <message>
        <source>an operator is missing before {number}</source>
        <translation>{number} 前面缺少运算符</translation>
    </message>
    <message>
        <source>this &apos;{bracket}&apos; is never closed</source>
        <translation>这个“{bracket}”没有配对</translation>
    </message>
    <message>
        <source>{name}(…) needs a number for each point; put {known} inside</source>
        <translation>{name}(…) 要求每个点有一个数；请在括号内用上 {known}</translation>
    </message>
    <message>
        <source>where(…) begins with a comparison, such as x &lt; 0</source>
        <translation>where(…) 的第一项是比较，例如 x &lt; 0</translation>
    </message>
    <message>
        <source>write log(a)/log(b) for the logarithm of a to base b</source>
        <translation>以 b 为底 a 的对数写成 log(a)/log(b)</translation>
    </message>
    <message>
        <source>{name} takes {least} or more values, not {given}</source>
        <translation>{name} 至少需要 {least} 个值，而不是 {given} 个</translation>
    </message>
    <message>
        <source>{name} takes one value, not {given}</source>
        <translation>{name} 需要一个值，而不是 {given} 个</translation>
    </message>
    <message>
        <source>{name} takes {least} values, not {given}</source>
        <translation>{name} 需要 {least} 个值，而不是 {given} 个</translation>
    </message>
    <message>
        <source>something is missing after &apos;{sign}&apos;</source>
        <translation>“{sign}”后面缺少内容</translation>
    </message>
    <message>
        <source>the formula ends too early</source>
        <translation>公式不完整</translation>
    </message>
    <message>
        <source>two values are compared with &apos;==&apos;</source>
        <translation>比较两个值要用“==”</translation>
    </message>
    <message>
        <source>&apos;,&apos; is not expected here; a decimal is written with a point</source>
        <translation>这里不应有“,”；小数要用小数点</translation>
    </message>
    <message>
        <source>a comparison can only come first in where(…)</source>
        <translation>比较只能作为 where(…) 的第一项</translation>
    </message>
    <message>
        <source>this &apos;)&apos; was never opened</source>
        <translation>这个“)”没有配对</translation>
    </message>
    <message>
        <source>&apos;{sign}&apos; is not expected here</source>
        <translation>这里不应有“{sign}”</translation>
    </message>
    <message>
        <source>write {name}({inside}) or {plain}({digits}{inside}), with brackets</source>
        <translation>请加括号，写成 {name}({inside}) 或 {plain}({digits}{inside})</translation>
    </message>
    <message>
        <source>write {name}, in small letters</source>
        <translation>请用小写字母，写成 {name}</translation>
    </message>
    <message>
        <source>write {first} or {second}, whichever is meant</source>
        <translation>请按本意写成 {first} 或 {second}</translation>
    </message>
    <message>
        <source>write {first}*{second} for a product</source>
        <translation>乘积请写成 {first}*{second}</translation>
    </message>
    <message>
        <source>e is 2.718…; take another letter</source>
        <translation>e 是 2.718…；请换一个字母</translation>
    </message>
    <message>
        <source>unknown name &apos;{name}&apos;; write {letter}^{digits} for a power</source>
        <translation>未知的名称“{name}”；乘方写成 {letter}^{digits}</translation>
    </message>
    <message>
        <source>unknown name &apos;{name}&apos;; the variables here are {known}</source>
        <translation>未知的名称“{name}”；这里的变量是 {known}</translation>
    </message>
    <message>
        <source>unknown name &apos;{name}&apos;; this lab has one variable, {known}; write {known}^{digits} for a power</source>
        <translation>未知的名称“{name}”；这个实验室只有一个变量 {known}；乘方写成 {known}^{digits}</translation>
    </message>
    <message>
        <source>unknown name &apos;{name}&apos;; this lab has one variable, {known}</source>
        <translation>未知的名称“{name}”；这个实验室只有一个变量 {known}</translation>
    </message>
    <message>
        <source>unknown name &apos;{name}&apos;; similar names here: {similar}</source>
        <translation>未知的名称“{name}”；这里相近的名称：{similar}</translation>
    </message>
    <message>
        <source>unknown function &apos;{name}&apos;; similar names here: {similar}</source>
        <translation>未知的函数“{name}”；这里相近的名称：{similar}</translation>
    </message>
    <message>
        <source>unknown function &apos;{name}&apos;; the help page Formulas lists those there are</source>
        <translation>未知的函数“{name}”；可用的函数见帮助页面“公式”</translation>
    </message>
    <message>
        <source>unknown function &apos;{name}&apos;; write {name}*(…) for a product</source>
        <translation>未知的函数“{name}”；乘积请写成 {name}*(…)</translation>
    </message>
    <message>
        <source>{name}(…) is known in a loss only</source>
        <translation>{name}(…) 只能用在损失公式中</translation>
    </message>
    <message>
        <source>write sum(…), with all that is summed in the brackets</source>
        <translation>请写成 sum(…)，把要求和的部分全部放进括号里</translation>
    </message>
    <message>
        <source>the name &apos;{name}&apos; is taken; choose another</source>
        <translation>名称“{name}”已被占用；请换一个名称</translation>
    </message>
    <message>
        <source>a name has at most {limit} letters and digits, with _ only between them</source>
        <translation>名称最多由 {limit} 个字母和数字组成，_ 只能在中间</translation>
    </message>
    <message>
        <source>write log(…)/log({base}) for the logarithm to base {base}</source>
        <translation>以 {base} 为底的对数写成 log(…)/log({base})</translation>
    </message>
    <message>
        <source>write log10(…) where lg is to base 10, log2(…) where it is to base 2</source>
        <translation>lg 以 10 为底时写成 log10(…)，以 2 为底时写成 log2(…)</translation>
    </message>
    <message>
        <source>there is no {name} here; write {instead}</source>
        <translation>这里没有 {name}；请写成 {instead}</translation>
    </message>
    <message>
        <source>PyTorch has {name}, this lab does not yet</source>
        <translation>PyTorch 有 {name}，这个实验室还没有</translation>
    </message>
    <message>
        <source>write {name}(…)^{exponent}, the exponent behind the brackets</source>
        <translation>请写成 {name}(…)^{exponent}，指数放在括号后面</translation>
    </message>
    <message>
        <source>write 1/{name}(…) for the reciprocal</source>
        <translation>倒数写成 1/{name}(…)</translation>
    </message>
    <message>
        <source>write {inverse}(…) for the inverse function, 1/{name}(…) for the reciprocal</source>
        <translation>反函数写成 {inverse}(…)，倒数写成 1/{name}(…)</translation>
    </message>
    <message>
        <source>put what is under the root in brackets: {sign}(…)</source>
        <translation>根号下的部分请加括号：{sign}(…)</translation>
    </message>
    <message>
        <source>a formula may have at most {limit} characters</source>
        <translation>公式最多 {limit} 个字符</translation>
    </message>
    <message>
        <source>write {name}(…) around it, not .{name}() behind it</source>
        <translation>请写成 {name}(…)，不要在后面写 .{name}()</translation>
    </message>
    <message>
        <source>&apos;{character}&apos; is not understood; use round brackets ( )</source>
        <translation>不认识“{character}”；请用圆括号 ( )</translation>
    </message>
    <message>
        <source>LaTeX is not read here; write x^2, sqrt(x), a/b</source>
        <translation>这里不读 LaTeX；请写成 x^2、sqrt(x)、a/b</translation>
    </message>
    <message>
        <source>leave out &apos;:&apos; and what is before it</source>
        <translation>请去掉“:”和它前面的部分</translation>
    </message>
    <message>
        <source>&apos;{character}&apos; is not understood; write {instead}</source>
        <translation>不认识“{character}”；请写成 {instead}</translation>
    </message>
    <message>
        <source>&apos;{character}&apos; is not understood; a name is made of Latin or Greek letters, digits and _</source>
        <translation>不认识“{character}”；名称由拉丁字母或希腊字母、数字和 _ 组成</translation>
    </message>
    <message>
        <source>&apos;{character}&apos; is not understood in a formula</source>
        <translation>公式中不认识“{character}”</translation>
    </message>
    <message>
        <source>{capital} is read as {variable}</source>
        <translation>{capital} 读作 {variable}</translation>
    </message>
    <message>
        <source>there is no {variable} in it: every point gets the same prediction</source>
        <translation>其中没有 {variable}：所有点的预测值都相同</translation>
    </message>
</context>
<context>
    <name>functions</name>
    <message>
        <source>Square</source>
        <translation>平方函数</translation>
    </message>
    <message>
        <source>The book&apos;s quartic</source>
        <translation>书中的四次函数</translation>
    </message>
    <message>
        <source>The descent halts near x = 0.5, where the slope touches zero without changing sign. That is no minimum: the minimum is at x = −1.</source>
        <translation>下降停在 x = 0.5 附近，那里的斜率触及零却不变号。它不是极小值点：极小值点在 x = −1。</translation>
    </message>
    <message>
        <source>Absolute value</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>Smooth absolute value</source>
        <translation>光滑绝对值</translation>
    </message>
    <message>
        <source>Fourth power</source>
        <translation>四次方</translation>
    </message>
    <message>
        <source>The simplest bowl: every step multiplies x by 1 − 2η. Try η = 0.5, which reaches the minimum in 1 step, η = 1, which jumps from side to side, and η = 1.1, which diverges.</source>
        <translation>最简单的碗形：每次更新使 x 乘以 1 − 2η。试试 η = 0.5，1 步就到极小值点；η = 1，在两侧来回跳动；η = 1.1，发散。</translation>
    </message>
    <message>
        <source>The slope never shrinks, so the steps do not either: in the end the point jumps across the kink and gets no nearer than the learning rate allows.</source>
        <translation>斜率不变小，更新量也就不变小：最后点在尖点两侧来回跳动，不能比学习率允许的更近。</translation>
    </message>
    <message>
        <source>Far away it is the absolute value, near zero it is a bowl: steady steps at first, then ever shorter ones that do reach the minimum.</source>
        <translation>远处像绝对值函数，零点附近像碗形：开始时更新量几乎不变，然后越来越短，最后到达极小值点。</translation>
    </message>
    <message>
        <source>The gradient vanishes faster than the distance: one long step, then ever smaller ones. The farther the start, the smaller the learning rate has to be.</source>
        <translation>梯度比距离更快地趋于零：先是一大步，然后越来越小。起点越远，学习率就要取得越小。</translation>
    </message>
    <message>
        <source>Steep bowl</source>
        <translation>陡碗</translation>
    </message>
    <message>
        <source>The curvature is 20, and η = 0.1 is exactly the limit 2/20: the point jumps from side to side for ever. A little less converges, a little more diverges.</source>
        <translation>曲率为 20，η = 0.1 正好是极限 2/20：点一直左右跳动。小一点就收敛，大一点就发散。</translation>
    </message>
    <message>
        <source>Double well</source>
        <translation>双谷</translation>
    </message>
    <message>
        <source>Two minima, equally deep: the side of the hilltop on which you start decides which one is found. Starting on the top itself, at x = 0, nothing moves.</source>
        <translation>两个同样深的极小值点：起点在峰顶的哪一侧，决定找到哪一个。若正好从峰顶 x = 0 出发，则一动不动。</translation>
    </message>
    <message>
        <source>Unequal wells</source>
        <translation>深浅双谷</translation>
    </message>
    <message>
        <source>The descent converges to the shallow minimum at x = 1 and does not find the deep one at x = −2. With η = 0.02 its first step crosses the hill.</source>
        <translation>梯度下降收敛到 x = 1 处较浅的极小值点，找不到 x = −2 处较深的那个。取 η = 0.02，第一步就越过中间的峰。</translation>
    </message>
    <message>
        <source>Both minima are equally deep, but the sharp one is stable for small steps only. With η = 0.15 the point leaves it and converges to the wide one.</source>
        <translation>两个极小值点一样深，但尖的那个只有在更新量很小时才稳定。取 η = 0.15，点会离开它，收敛到宽的那个。</translation>
    </message>
    <message>
        <source>The first step, on the wall, carries the point far across the plain, and many small steps bring it back. This is what gradient clipping is for.</source>
        <translation>陡壁上的第一步把点带到平地的远处，再用许多小步才能回来。梯度裁剪就是为此而设的。</translation>
    </message>
    <message>
        <source>Each minimum is lower than the one to its right, and none is the lowest. The descent stops in the first one, although there are lower ones without end.</source>
        <translation>每个极小值都比右边的更低，没有最低的一个。梯度下降停在遇到的第一个，尽管更低的还有无穷多个。</translation>
    </message>
    <message>
        <source>There is no minimum at all, yet the descent seems to converge: its steps shrink to nothing at the inflection. From a start below zero it goes down without end.</source>
        <translation>没有极小值点，梯度下降却好像收敛了：更新量在拐点处趋于零。从负数出发则不断下降，没有下界。</translation>
    </message>
    <message>
        <source>A local minimum, but no global one: from just right of the hilltop at x = −1 the point goes down to it, from just left it goes down without end.</source>
        <translation>有局部极小值点，但没有全局最小值：从 x = −1 处极大值点的右侧出发，点会落到极小值点；从左侧出发则不断下降，没有下界。</translation>
    </message>
    <message>
        <source>Sharp and wide</source>
        <translation>尖谷与宽谷</translation>
    </message>
    <message>
        <source>Plateau</source>
        <translation>平台区</translation>
    </message>
    <message>
        <source>For hundreds of epochs nothing seems to happen, then it is over in a few steps. A small gradient is no proof of a minimum.</source>
        <translation>几百个执行周期里似乎毫无进展，然后几步就结束。梯度小并不能证明到了极小值点。</translation>
    </message>
    <message>
        <source>Saturated sigmoid</source>
        <translation>饱和的 sigmoid</translation>
    </message>
    <message>
        <source>The squared error of one sigmoid neuron: where the neuron is most wrong it is saturated, and learns most slowly.</source>
        <translation>单个 sigmoid 神经元的平方误差：误差最大的地方恰好饱和，学得最慢。</translation>
    </message>
    <message>
        <source>Steep wall</source>
        <translation>陡壁</translation>
    </message>
    <message>
        <source>A needle among ripples</source>
        <translation>波纹中的尖针</translation>
    </message>
    <message>
        <source>The lowest point is a needle at x = 1, which the slope elsewhere says nothing about. Even a start beside it, at 1.05, is thrown out with η = 0.1; only below 0.005 does the run converge to it.</source>
        <translation>最低点是 x = 1 处的一根“针”，别处的斜率看不出它。即使从旁边的 1.05 出发，取 η = 0.1 也会被抛出去；η 小于 0.005 时才收敛到它。</translation>
    </message>
    <message>
        <source>A bowl with ripples</source>
        <translation>带波纹的碗</translation>
    </message>
    <message>
        <source>Plain descent stops in the first ripple it meets, far from the bottom of the bowl. Momentum can carry the point across.</source>
        <translation>普通梯度下降停在遇到的第一个波纹里，离碗底还很远。动量可以带着点越过去。</translation>
    </message>
    <message>
        <source>Washboard</source>
        <translation>搓衣板</translation>
    </message>
    <message>
        <source>Logarithmic barrier</source>
        <translation>对数障碍</translation>
    </message>
    <message>
        <source>The logarithm keeps x above zero, as long as the steps are short. With η = 6 the first step jumps over the barrier, where the function has no value, and the run ends.</source>
        <translation>只要步子短，对数就使 x 保持大于零。若 η = 6，第一步就跳过障碍，那里函数没有定义，运行随之结束。</translation>
    </message>
    <message>
        <source>Cube</source>
        <translation>三次方</translation>
    </message>
    <message>
        <source>Cubic with a ledge</source>
        <translation>带台阶的三次函数</translation>
    </message>
</context>
<context>
    <name>graph</name>
    <message>
        <source>leaf</source>
        <translation>叶子张量</translation>
    </message>
    <message>
        <source>intermediate</source>
        <translation>中间结果</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>常量</translation>
    </message>
    <message>
        <source>operation</source>
        <translation>运算</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Fit the graph</source>
        <translation>显示整张图</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>尚未计算</translation>
    </message>
    <message>
        <source>freed: what it had saved for the backward pass is gone</source>
        <translation>已释放：为反向传导保存的内容已不存在</translation>
    </message>
</context>
<context>
    <name>graph_face</name>
    <message>
        <source>grad</source>
        <translation>梯度</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>{file} is missing or damaged; install Descent Lab again to read it.</source>
        <translation>{file} 缺失或已损坏；请重新安装 Descent Lab 后再阅读。</translation>
    </message>
    <message>
        <source>System</source>
        <translation>操作系统</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>This package comes without a licence text.</source>
        <translation>这个组件没有附带许可证全文。</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面内容</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>许可证全文</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search all pages (Ctrl+F); Enter goes to the next match</source>
        <translation>搜索所有页面（Ctrl+F）；按 Enter 到下一处</translation>
    </message>
    <message>
        <source>Back to the previous page (Alt+←)</source>
        <translation>回到前一页（Alt+←）</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the versions as text, for a report of a fault</source>
        <translation>把版本信息复制为文本，用于报告问题</translation>
    </message>
</context>
<context>
    <name>hints</name>
    <message>
        <source>Press Space. {sentence}</source>
        <translation>请按空格键。{sentence}</translation>
    </message>
    <message>
        <source>Space: run</source>
        <translation>空格键：运行</translation>
    </message>
    <message>
        <source>drag me</source>
        <translation>拖动我</translation>
    </message>
</context>
<context>
    <name>json_text</name>
    <message>
        <source>a value is expected</source>
        <translation>此处应为一个值</translation>
    </message>
    <message>
        <source>a key in double quotes is expected</source>
        <translation>此处应为双引号中的键</translation>
    </message>
    <message>
        <source>a colon is expected</source>
        <translation>此处应为冒号</translation>
    </message>
    <message>
        <source>a comma is expected</source>
        <translation>此处应为逗号</translation>
    </message>
    <message>
        <source>there is an extra comma</source>
        <translation>多了一个逗号</translation>
    </message>
    <message>
        <source>the text that begins here does not end</source>
        <translation>从这里开始的文本没有结束</translation>
    </message>
    <message>
        <source>there is a control character in a text</source>
        <translation>文本中有控制字符</translation>
    </message>
    <message>
        <source>the key &apos;{key}&apos; appears twice</source>
        <translation>键“{key}”出现了两次</translation>
    </message>
    <message>
        <source>there is no such escape sequence</source>
        <translation>没有这样的转义序列</translation>
    </message>
    <message>
        <source>something follows the end of the object</source>
        <translation>对象结束后还有内容</translation>
    </message>
    <message>
        <source>the text is not valid JSON</source>
        <translation>不是有效的 JSON 文本</translation>
    </message>
    <message>
        <source>not UTF-8 text: the byte at {position} does not fit</source>
        <translation>不是 UTF-8 文本：位置 {position} 的字节不合规则</translation>
    </message>
    <message>
        <source>line {line}, column {column}: {reason}</source>
        <translation>第 {line} 行第 {column} 列：{reason}</translation>
    </message>
    <message>
        <source>the text is nested too deeply</source>
        <translation>文本嵌套过深</translation>
    </message>
    <message>
        <source>{text} is not a number that JSON knows</source>
        <translation>{text} 不是 JSON 允许的数</translation>
    </message>
</context>
<context>
    <name>lab</name>
    <message>
        <source>no run</source>
        <translation>无法运行</translation>
    </message>
    <message>
        <source>{reason}
Until this is fixed, the picture shows the last valid experiment.</source>
        <translation>{reason}
改正之前，图中显示的是上一个有效的实验。</translation>
    </message>
</context>
<context>
    <name>leaderboard_table</name>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Leaderboard</source>
        <translation>排行榜</translation>
    </message>
    <message>
        <source>runner</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>f</source>
        <translation>f</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>‖∇f‖</source>
        <translation>‖∇f‖</translation>
    </message>
    <message>
        <source>Gradient norm where the runner is</source>
        <translation>优化器所在处的梯度范数</translation>
    </message>
    <message>
        <source>path</source>
        <translation>路程</translation>
    </message>
    <message>
        <source>Path length: the sum of the lengths of all updates</source>
        <translation>路程：所有更新量长度之和</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>执行周期数</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Outcome so far</source>
        <translation>到目前为止的结果</translation>
    </message>
    <message>
        <source>Epochs until f was close enough to its lowest value</source>
        <translation>f 足够接近最低值所用的执行周期数</translation>
    </message>
    <message>
        <source>Epochs until f − f* was at most {tolerance}</source>
        <translation>f − f* 降到 {tolerance} 以内所用的执行周期数</translation>
    </message>
    <message>
        <source>The runners, each with its line and mark on the map</source>
        <translation>各优化器及其在等高线图上的线型与标记</translation>
    </message>
    <message>
        <source>The loss where the runner is</source>
        <translation>优化器所在处的损失</translation>
    </message>
    <message>
        <source>How far the runner is from the nearest minimum</source>
        <translation>优化器到最近极小值点的距离</translation>
    </message>
</context>
<context>
    <name>limits</name>
    <message>
        <source>only {allowed} MB of memory are allowed and {needed} MB are needed: see &apos;ulimit -v&apos;</source>
        <translation>只允许使用 {allowed} MB 内存，需要 {needed} MB：参见 &apos;ulimit -v&apos;</translation>
    </message>
    <message>
        <source>only {allowed} open files are allowed and {needed} are needed: see &apos;ulimit -n&apos;</source>
        <translation>只允许打开 {allowed} 个文件，需要 {needed} 个：参见 &apos;ulimit -n&apos;</translation>
    </message>
    <message>
        <source>{needed} threads are needed and the system does not allow as many: see &apos;ulimit -u&apos;</source>
        <translation>需要 {needed} 个线程，系统不允许这么多：参见 &apos;ulimit -u&apos;</translation>
    </message>
</context>
<context>
    <name>losses</name>
    <message>
        <source>Mean squared error (MSE)</source>
        <translation>均方误差（MSE）</translation>
    </message>
    <message>
        <source>The book&apos;s loss. It is smooth and has an exact answer for a line, but one far outlier pulls the line to it.</source>
        <translation>书中的损失函数。它光滑，对直线有精确解，但一个远处的离群点就会把直线拉过去。</translation>
    </message>
    <message>
        <source>Mean absolute error (MAE)</source>
        <translation>平均绝对误差（MAE）</translation>
    </message>
    <message>
        <source>Huber loss</source>
        <translation>Huber 损失</translation>
    </message>
    <message>
        <source>width of the squared part</source>
        <translation>平方部分的宽度</translation>
    </message>
    <message>
        <source>Log-cosh loss</source>
        <translation>log-cosh 损失</translation>
    </message>
    <message>
        <source>Every point pulls equally hard, however far away it is: outliers have little effect. The slope does not shrink near the minimum, so the last steps zigzag.</source>
        <translation>每个点的拉力都一样大，不管离得多远：离群点的影响很小。斜率在极小值点附近也不变小，所以最后几步来回摆动。</translation>
    </message>
    <message>
        <source>Squared for residuals up to δ, linear beyond: as smooth as MSE near the minimum, as robust against outliers as MAE.</source>
        <translation>残差不超过 δ 时取平方，超过后为线性：在极小值点附近像 MSE 一样光滑，对离群点像 MAE 一样稳健。</translation>
    </message>
    <message>
        <source>Like Huber&apos;s loss without a seam: half the square of small residuals, the size of large ones. Its slope is tanh of the residual.</source>
        <translation>类似 Huber 损失，但没有接缝：小残差取平方的一半，大残差取绝对值。它的斜率是残差的 tanh。</translation>
    </message>
    <message>
        <source>Quantile loss</source>
        <translation>分位数损失</translation>
    </message>
    <message>
        <source>share of the points to lie below</source>
        <translation>位于下方的点所占比例</translation>
    </message>
    <message>
        <source>Fits the line below which a share τ of the points lies: 0.5 gives the median, 0.9 an upper edge.</source>
        <translation>拟合一条线，使比例为 τ 的点落在它下方：0.5 得到中位数，0.9 得到上边缘。</translation>
    </message>
    <message>
        <source>the loss does not contain y_pred, so nothing could be learned from it</source>
        <translation>损失函数中没有 y_pred，无法从中学习</translation>
    </message>
    <message>
        <source>{name}(…) is over the points; what is the same for all of them goes outside</source>
        <translation>{name}(…) 对所有点计算；对每个点都相同的部分应写在外面</translation>
    </message>
    <message>
        <source>the loss must be one number, and this is one for each point: put it in mean(…) or sum(…)</source>
        <translation>损失必须是一个数，而这里每个点各有一个：请放进 mean(…) 或 sum(…)</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>no file can have that name</source>
        <translation>文件不能使用这个名称</translation>
    </message>
    <message>
        <source>this is an error of the program, not yours; what is above helps to fix it</source>
        <translation>这是程序的错误，不是您的操作有误；上面的内容有助于修复它</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>the output cannot be written: {reason}</source>
        <translation>无法写出输出：{reason}</translation>
    </message>
    <message>
        <source>--engine is for descents, and this is a program</source>
        <translation>--engine 只用于下降，而这是一个程序</translation>
    </message>
    <message>
        <source>the name must end in .png or .svg</source>
        <translation>文件名必须以 .png 或 .svg 结尾</translation>
    </message>
    <message>
        <source>it is the same file as {other}</source>
        <translation>它与 {other} 是同一个文件</translation>
    </message>
    <message>
        <source>{other} goes there already</source>
        <translation>{other} 已经写到那里</translation>
    </message>
    <message>
        <source>{option}: cannot write {path}: {reason}</source>
        <translation>{option}：无法写入 {path}：{reason}</translation>
    </message>
    <message>
        <source>--picture: the program draws nothing, and leaves no tensors</source>
        <translation>--picture：程序没有绘图，也没有留下张量</translation>
    </message>
</context>
<context>
    <name>menus</name>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation>前进一步(&amp;S)</translation>
    </message>
    <message>
        <source>Step &amp;back</source>
        <translation>后退一步(&amp;B)</translation>
    </message>
    <message>
        <source>Step by one &amp;phase</source>
        <translation>前进一个阶段(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>Run to the &amp;end</source>
        <translation>运行到底(&amp;E)</translation>
    </message>
    <message>
        <source>P&amp;in this run</source>
        <translation>固定本次运行(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Unpin all runs</source>
        <translation>取消全部固定(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;As the system</source>
        <translation>跟随系统(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Cases</source>
        <translation>案例(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Reduce &amp;motion</source>
        <translation>减少动画(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Controls</source>
        <translation>控制栏(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Side panel</source>
        <translation>侧面板(&amp;S)</translation>
    </message>
    <message>
        <source>Reset the &amp;plots</source>
        <translation>还原图形视图(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Tour of this lab</source>
        <translation>本实验室导览(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Keyboard and mouse</source>
        <translation>键盘与鼠标(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Formulas</source>
        <translation>公式(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Experiment files</source>
        <translation>实验文件(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Licences</source>
        <translation>许可证(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About Descent Lab</source>
        <translation>关于梯度下降实验室(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Present</source>
        <translation>演示(&amp;P)</translation>
    </message>
    <message>
        <source>Show &amp;hints</source>
        <translation>显示操作提示(&amp;H)</translation>
    </message>
    <message>
        <source>This setting is locked by the administrator.</source>
        <translation>此设置已由管理员锁定。</translation>
    </message>
    <message>
        <source>&amp;Undo: {change}</source>
        <translation>撤销(&amp;U)：{change}</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo: {change}</source>
        <translation>重做(&amp;R)：{change}</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>No recent file</source>
        <translation>没有最近的文件</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
</context>
<context>
    <name>message</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>minimise</name>
    <message>
        <source>Minimise</source>
        <translation>求极小值</translation>
    </message>
    <message>
        <source>working out the derivative …</source>
        <translation>正在求导 …</translation>
    </message>
    <message>
        <source>nearest: epoch {k}, x = {x}</source>
        <translation>最近的一点：第 {k} 个执行周期，x = {x}</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>周期</translation>
    </message>
    <message>
        <source>Update Δx: how far this epoch&apos;s update moves x</source>
        <translation>更新量 Δx：这个执行周期的更新使 x 改变多少</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>自定义函数</translation>
    </message>
    <message>
        <source>minimum at x = {x}</source>
        <translation>极小值点 x = {x}</translation>
    </message>
    <message>
        <source>maximum at x = {x}</source>
        <translation>极大值点 x = {x}</translation>
    </message>
    <message>
        <source>inflection at x = {x}</source>
        <translation>拐点 x = {x}</translation>
    </message>
    <message>
        <source>f(x) − lowest value</source>
        <translation>f(x) − 最小值</translation>
    </message>
    <message>
        <source>a run on another function</source>
        <translation>函数不同的运行</translation>
    </message>
    <message>
        <source>Descent Lab: see how gradient descent looks for a minimum, step by step.</source>
        <translation>梯度下降实验室：逐步观察梯度下降怎样寻找极小值点。</translation>
    </message>
    <message>
        <source>Watch the point: each step goes against the slope, and is shorter where the curve is flatter.</source>
        <translation>观察这个点：每次更新都逆着斜率的方向移动，曲线越平缓，移动得越少。</translation>
    </message>
    <message>
        <source>Watch the point: the dotted line shows where its next step leads.</source>
        <translation>观察这个点：点线指出它下一步移到哪里。</translation>
    </message>
    <message>
        <source>x of the lowest minimum</source>
        <translation>最低极小值点的 x</translation>
    </message>
    <message>
        <source>x − x of that minimum</source>
        <translation>x − 该极小值点的 x</translation>
    </message>
    <message>
        <source>Type any function of x below</source>
        <translation>在下面输入任意 x 的函数</translation>
    </message>
    <message>
        <source>Function f(x)</source>
        <translation>函数 f(x)</translation>
    </message>
    <message>
        <source>A named function, or your own</source>
        <translation>选择已有函数，或输入自定义函数</translation>
    </message>
    <message>
        <source>f(x) =</source>
        <translation>f(x) =</translation>
    </message>
    <message>
        <source>Type a function of x, such as 2x^4 - 3x^2 + 2x - 20 or sin(3x)e^(-x²/9)</source>
        <translation>输入 x 的函数，例如 2x^4 - 3x^2 + 2x - 20 或 sin(3x)e^(-x²/9)</translation>
    </message>
    <message>
        <source>Start x₀</source>
        <translation>起点 x₀</translation>
    </message>
    <message>
        <source>Where the descent begins; or drag the point on the curve</source>
        <translation>下降从这里开始；也可以拖动曲线上的点</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>显示范围</translation>
    </message>
    <message>
        <source>Lower end of the domain</source>
        <translation>显示范围的下端</translation>
    </message>
    <message>
        <source>The curve is drawn from here</source>
        <translation>曲线从这里画起</translation>
    </message>
    <message>
        <source>Upper end of the domain</source>
        <translation>显示范围的上端</translation>
    </message>
    <message>
        <source>The curve is drawn up to here</source>
        <translation>曲线画到这里为止</translation>
    </message>
    <message>
        <source>f(x) and the descent</source>
        <translation>f(x) 与下降过程</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>f(x)</source>
        <translation>f(x)</translation>
    </message>
    <message>
        <source>Loss history</source>
        <translation>损失曲线</translation>
    </message>
    <message>
        <source>loss f(x)</source>
        <translation>损失 f(x)</translation>
    </message>
    <message>
        <source>f′(x): symbolic − autograd</source>
        <translation>f′(x)：符号求导 − 自动微分</translation>
    </message>
    <message>
        <source>Compare the derivative worked out by hand with autograd&apos;s, in every row</source>
        <translation>在每一行比较手算的导数与自动微分的结果</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差</translation>
    </message>
</context>
<context>
    <name>new_data</name>
    <message>
        <source>For these points η must be below {limit}, and was {old}</source>
        <translation>对这些点，η 必须小于 {limit}，而原来是 {old}</translation>
    </message>
    <message>
        <source>At η = {old} the loss of these points would hardly fall in {epochs} epochs</source>
        <translation>η = {old} 时，这些点的损失在 {epochs} 个执行周期里几乎不会下降</translation>
    </message>
    <message>
        <source>{reason}: x is now standardised, and η is {new}.</source>
        <translation>{reason}：现已将 x 标准化，并把 η 设为 {new}。</translation>
    </message>
    <message>
        <source>{reason}: η is now {new}.</source>
        <translation>{reason}：现已把 η 改为 {new}。</translation>
    </message>
    <message>
        <source>The old start is far from these points: it is now {name} = {value}, level with the lowest of them.</source>
        <translation>原来的起点离这些点太远：现已改为 {name} = {value}，与最低的点同高。</translation>
    </message>
</context>
<context>
    <name>noise</name>
    <message>
        <source>Normal</source>
        <translation>正态</translation>
    </message>
    <message>
        <source>standard deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>seed of the noise</source>
        <translation>噪声的种子</translation>
    </message>
    <message>
        <source>Each partial derivative has its own random error, as on a mini-batch. It shows which rules average noise away, and how noise can move a point off a flat region.</source>
        <translation>每个偏导数都有各自的随机误差，就像在小批量上那样。可以看出哪些方法能把噪声平均掉，以及噪声怎样使点离开平坦处。</translation>
    </message>
    <message>
        <source>gradient with noise</source>
        <translation>加噪声后的梯度</translation>
    </message>
</context>
<context>
    <name>numbers</name>
    <message>
        <source>A number is needed here.</source>
        <translation>这里需要一个数。</translation>
    </message>
    <message>
        <source>“{text}” is not a number; write it like 0.001, 1e-3 or 10^-3.</source>
        <translation>“{text}”不是数；可写成 0.001、1e-3 或 10^-3。</translation>
    </message>
    <message>
        <source>NaN and infinity cannot be used; a finite number is needed.</source>
        <translation>不能使用 NaN 和无穷大；需要有限的数。</translation>
    </message>
    <message>
        <source>This number is too large; the largest is about 1.8×10³⁰⁸.</source>
        <translation>这个数太大；最大约为 1.8×10³⁰⁸。</translation>
    </message>
    <message>
        <source>This number is too close to zero; the smallest is about 5×10⁻³²⁴.</source>
        <translation>这个数太接近零；最小约为 5×10⁻³²⁴。</translation>
    </message>
    <message>
        <source>The comma in “{text}” could mean thousands or decimals; write {thousands} or {decimal}.</source>
        <translation>“{text}”中的逗号可能是千位分隔或小数点；请写成 {thousands} 或 {decimal}。</translation>
    </message>
    <message>
        <source>A whole number is needed here.</source>
        <translation>这里需要整数。</translation>
    </message>
    <message>
        <source>Division by zero gives no number.</source>
        <translation>不能除以零。</translation>
    </message>
</context>
<context>
    <name>objectives</name>
    <message>
        <source>there are no points to fit</source>
        <translation>没有可拟合的点</translation>
    </message>
    <message>
        <source>x cannot be standardised: all points have the same x</source>
        <translation>无法标准化 x：所有点的 x 都相同</translation>
    </message>
    <message>
        <source>x cannot be standardised: its spread is too small or too large</source>
        <translation>无法标准化 x：它的离散程度过小或过大</translation>
    </message>
</context>
<context>
    <name>optimizers</name>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>weight decay beside the step, as in AdamW</source>
        <translation>权重衰减独立于更新，如 AdamW</translation>
    </message>
    <message>
        <source>running mean of the gradients</source>
        <translation>梯度的滑动均值</translation>
    </message>
    <message>
        <source>running mean of the squared gradients</source>
        <translation>梯度平方的滑动均值</translation>
    </message>
    <message>
        <source>sum of the squared gradients so far</source>
        <translation>迄今梯度平方之和</translation>
    </message>
    <message>
        <source>corrected for the start at zero</source>
        <translation>修正从零开始的偏差</translation>
    </message>
    <message>
        <source>velocity: what is left of earlier steps, and this one</source>
        <translation>速度：先前各步的剩余加上这一步</translation>
    </message>
    <message>
        <source>learning rate of this step</source>
        <translation>这一步的学习率</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>gradient with weight decay</source>
        <translation>加权重衰减的梯度</translation>
    </message>
    <message>
        <source>next value of the parameter</source>
        <translation>参数的下一个值</translation>
    </message>
    <message>
        <source>direction: the gradient and the velocity ahead of it</source>
        <translation>方向：梯度加上前瞻的速度</translation>
    </message>
    <message>
        <source>Nesterov&apos;s form</source>
        <translation>Nesterov 形式</translation>
    </message>
    <message>
        <source>weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>term against division by zero</source>
        <translation>防止除零的小项</translation>
    </message>
    <message>
        <source>dampening</source>
        <translation>阻尼</translation>
    </message>
    <message>
        <source>learning-rate decay</source>
        <translation>学习率衰减</translation>
    </message>
    <message>
        <source>initial sum of squares</source>
        <translation>平方和初值</translation>
    </message>
    <message>
        <source>smoothing of the squares</source>
        <translation>平方的平滑系数</translation>
    </message>
    <message>
        <source>centred variance</source>
        <translation>中心化方差</translation>
    </message>
    <message>
        <source>step in the parameter&apos;s own units</source>
        <translation>以参数自身单位计的更新量</translation>
    </message>
    <message>
        <source>running mean of the squared steps</source>
        <translation>更新量平方的滑动均值</translation>
    </message>
    <message>
        <source>gradient divided by its recent size</source>
        <translation>梯度除以其近期大小</translation>
    </message>
    <message>
        <source>square of the recent size</source>
        <translation>近期大小的平方</translation>
    </message>
    <message>
        <source>variance of the recent gradients</source>
        <translation>近期梯度的方差</translation>
    </message>
    <message>
        <source>The step is divided by the gradient&apos;s recent size: steep and flat directions move alike. Unlike Adagrad it forgets old gradients and does not stall. Near the minimum it keeps jumping by about η unless the learning rate falls.</source>
        <translation>更新量除以梯度近期的大小：陡的方向和平的方向移动得差不多。与 Adagrad 不同，它会忘掉旧的梯度，不会停滞。在极小值点附近它一直以大约 η 的幅度跳动，除非学习率下降。</translation>
    </message>
    <message>
        <source>Adadelta</source>
        <translation>Adadelta</translation>
    </message>
    <message>
        <source>The step is the gradient times the ratio of the recent steps&apos; size to the recent gradients&apos; size, so it has the units of the parameter and needs no tuned η. It starts from steps of about √ε and has to grow them first: the beginning is slow.</source>
        <translation>更新量是梯度乘以近期更新量与近期梯度的大小之比，因此具有参数的单位，不需要调 η。更新量从大约 √ε 开始，要先慢慢增大：开头很慢。</translation>
    </message>
    <message>
        <source>decay of the mean</source>
        <translation>均值的衰减率</translation>
    </message>
    <message>
        <source>decay of the squares</source>
        <translation>平方的衰减率</translation>
    </message>
    <message>
        <source>Gradient descent (SGD)</source>
        <translation>梯度下降（torch.optim.SGD）</translation>
    </message>
    <message>
        <source>A step against the gradient, as long as η times its size. It keeps no history, so each step can be computed by hand. One η serves all directions: in a long valley it is slow along, or oscillates across.</source>
        <translation>沿梯度的反方向走一步，长度是 η 乘以梯度的大小。它不保存历史信息，可以手算验证。所有方向共用一个 η：在狭长的谷里，要么沿谷前进缓慢，要么横向来回振荡。</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量法</translation>
    </message>
    <message>
        <source>Gradients add up like the speed of a heavy ball, which crosses flat regions and long valleys. Where the gradient keeps its direction the steps grow to 1/(1 − μ) times their length. The point overshoots the minimum and oscillates around it before it settles.</source>
        <translation>梯度像重球的速度那样累加，能越过平坦处和狭长的谷。梯度方向不变时，步子会增大到原来的 1/(1 − μ) 倍。点会越过极小值点，在它两侧振荡，然后才停下。</translation>
    </message>
    <message>
        <source>Nesterov momentum</source>
        <translation>Nesterov 动量</translation>
    </message>
    <message>
        <source>Momentum that looks one step ahead, and so oscillates less: the newest gradient is added once more to the velocity. On smooth convex functions no first-order method has a better rate.</source>
        <translation>先向前看一步的动量法，因此振荡较小：最新的梯度再一次加到速度上。在光滑的凸函数上，一阶方法的收敛阶不会更高。</translation>
    </message>
    <message>
        <source>Adagrad</source>
        <translation>Adagrad</translation>
    </message>
    <message>
        <source>Each parameter has a step of its own, which shrinks as its squared gradients add up. Steep directions get shorter steps and rare ones longer ones. The sum never falls, so far from the minimum it may stall.</source>
        <translation>每个参数有自己的步长，随着梯度平方的累加而缩短。陡的方向步子变短，很少出现的方向步子较长。累加和只增不减，所以离极小值点还远时可能停滞。</translation>
    </message>
    <message>
        <source>RMSprop</source>
        <translation>RMSprop</translation>
    </message>
    <message>
        <source>how fast the momentum grows</source>
        <translation>动量增长的快慢</translation>
    </message>
    <message>
        <source>largest running mean of squares so far</source>
        <translation>迄今最大的平方滑动均值</translation>
    </message>
    <message>
        <source>fading largest size of the gradients</source>
        <translation>逐渐衰减的梯度最大值</translation>
    </message>
    <message>
        <source>momentum of this step</source>
        <translation>这一步的动量</translation>
    </message>
    <message>
        <source>momentum of the next step</source>
        <translation>下一步的动量</translation>
    </message>
    <message>
        <source>product of the momenta so far</source>
        <translation>迄今各步动量之积</translation>
    </message>
    <message>
        <source>AMSGrad: v̂ never decreases</source>
        <translation>AMSGrad：v̂ 不减小</translation>
    </message>
    <message>
        <source>bias of the mean towards its start at 0</source>
        <translation>均值因从 0 开始而有的偏差</translation>
    </message>
    <message>
        <source>bias of the mean of squares towards its start at 0</source>
        <translation>平方均值因从 0 开始而有的偏差</translation>
    </message>
    <message>
        <source>greatest effective length of the mean of squares</source>
        <translation>平方均值的最大有效长度</translation>
    </message>
    <message>
        <source>its effective length now; up to 5 the mean is not used</source>
        <translation>它现在的有效长度；不超过 5 时不使用该均值</translation>
    </message>
    <message>
        <source>rectification: how far the mean of squares is used</source>
        <translation>修正系数：平方均值起多大作用</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>Momentum and RMSprop in one, corrected for their start at zero; steps of about η at first. It works on most problems with little tuning. AMSGrad keeps the largest size seen, so that a step never grows because a steep stretch has been forgotten.</source>
        <translation>动量与 RMSprop 合一，并修正从零开始的偏差；最初每步约为 η。多数问题几乎不用调参就能用。AMSGrad 保留见过的最大值，因此不会因为忘了陡峭的一段而把步长放大。</translation>
    </message>
    <message>
        <source>Adam with a weight decay of its own, which pulls the parameters to 0 beside the step. In Adam the decay is divided by the gradients&apos; size like everything else; here every parameter shrinks by the same share. It is the usual choice for large networks.</source>
        <translation>带独立权重衰减的 Adam，在每步更新之外把参数拉向 0。在 Adam 中衰减项也会除以梯度的大小；这里每个参数按同样的比例缩小。它是大型网络的常用选择。</translation>
    </message>
    <message>
        <source>Adamax</source>
        <translation>Adamax</translation>
    </message>
    <message>
        <source>Adam with the fading largest gradient in place of the mean of squares. A single large gradient shortens the steps at once, and a step is hardly ever longer than η. It is steadier where gradients are rare or spiky.</source>
        <translation>用逐渐衰减的最大梯度代替平方均值的 Adam。一个大梯度会立刻缩短步长，而每步几乎不会超过 η。在梯度稀疏或有尖峰时更稳。</translation>
    </message>
    <message>
        <source>NAdam</source>
        <translation>NAdam</translation>
    </message>
    <message>
        <source>Adam with Nesterov&apos;s look ahead: the newest gradient and the momentum of the step to come make the step. The momentum starts at half of β₁ and grows to it. It often needs fewer steps than Adam where the gradient turns slowly.</source>
        <translation>带 Nesterov 前瞻的 Adam：每步由最新的梯度和下一步的动量组成。动量从 β₁ 的一半开始，逐渐增大到 β₁。梯度方向变化缓慢时，往往比 Adam 需要更少的步数。</translation>
    </message>
    <message>
        <source>RAdam</source>
        <translation>RAdam</translation>
    </message>
    <message>
        <source>Adam that does not use the mean of squares while it rests on few gradients. The first steps are plain momentum; then the division by the gradient&apos;s size sets in by degrees, as a warm-up would do. With β₂ up to 2/3 it never sets in.</source>
        <translation>平方均值只来自少数几个梯度时不予信任的 Adam。最初几步只是动量法；之后逐渐开始除以梯度的大小，效果如同预热。β₂ 不超过 2/3 时永远不会开始。</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>factor after the gradient has turned</source>
        <translation>梯度变号后的倍数</translation>
    </message>
    <message>
        <source>factor while the gradient keeps its sign</source>
        <translation>梯度不变号时的倍数</translation>
    </message>
    <message>
        <source>shortest step</source>
        <translation>最小步长</translation>
    </message>
    <message>
        <source>longest step</source>
        <translation>最大步长</translation>
    </message>
    <message>
        <source>length of this parameter&apos;s step</source>
        <translation>该参数的步长</translation>
    </message>
    <message>
        <source>gradient that the next one is compared with</source>
        <translation>供下一次比较的梯度</translation>
    </message>
    <message>
        <source>above 0 while the gradient keeps its sign, below 0 where it has turned</source>
        <translation>梯度不变号时大于 0，变号时小于 0</translation>
    </message>
    <message>
        <source>decay of parameters and learning rate</source>
        <translation>参数与学习率的衰减</translation>
    </message>
    <message>
        <source>power of the learning rate&apos;s decay</source>
        <translation>学习率衰减的幂次</translation>
    </message>
    <message>
        <source>update at which averaging begins</source>
        <translation>开始平均的更新次数</translation>
    </message>
    <message>
        <source>average of the parameter since averaging began</source>
        <translation>开始平均以来参数的平均值</translation>
    </message>
    <message>
        <source>learning rate of the next step</source>
        <translation>下一步的学习率</translation>
    </message>
    <message>
        <source>share of the newest parameter in the average</source>
        <translation>最新参数在平均值中的比重</translation>
    </message>
    <message>
        <source>damping added to the curvature</source>
        <translation>加到曲率上的阻尼</translation>
    </message>
    <message>
        <source>Rprop</source>
        <translation>Rprop</translation>
    </message>
    <message>
        <source>Only the gradient&apos;s sign counts. Each parameter&apos;s step grows while the sign stays and shrinks when it turns, so flat regions are crossed as fast as steep ones. It is made for full batches: the noise of mini-batches turns signs at random.</source>
        <translation>只看梯度的符号。符号不变时该参数的步长增大，变号时减小，因此越过平坦处与陡峭处一样快。它适用于全批量：小批量的噪声会随机改变符号。</translation>
    </message>
    <message>
        <source>Averaged SGD (ASGD)</source>
        <translation>平均随机梯度下降（ASGD）</translation>
    </message>
    <message>
        <source>Gradient descent with a falling learning rate that keeps the average of its parameters beside it. Under noise the average lies nearer to the minimum than the parameters themselves, which jump around it. What is plotted are the parameters; the average is in the state.</source>
        <translation>学习率逐渐下降、同时另存参数平均值的梯度下降。有噪声时，参数在极小值点周围跳动，而平均值离极小值点更近。图中画的是参数，平均值在状态里。</translation>
    </message>
    <message>
        <source>Newton&apos;s method</source>
        <translation>牛顿法</translation>
    </message>
    <message>
        <source>The gradient divided by the curvature: on a quadratic one step with η = 1 ends at the stationary point, however long the valley. It seeks stationary points of any kind, a saddle or a maximum too, and does not move along directions without curvature. Damping λ makes it more like gradient descent.</source>
        <translation>梯度除以曲率：对二次函数，取 η = 1 时不论谷多长，一步就到驻点。它寻找任何种类的驻点，包括鞍点和极大值点，并且不沿没有曲率的方向移动。阻尼 λ 使它更接近梯度下降。</translation>
    </message>
</context>
<context>
    <name>pages</name>
    <message>
        <source>The step, phase by phase</source>
        <translation>这一步的各个阶段</translation>
    </message>
    <message>
        <source>The update that led here, line by line</source>
        <translation>到达此处的更新，逐行讲解</translation>
    </message>
    <message>
        <source>How the optimizer made these parameters: symbols, numbers, the result</source>
        <translation>优化器怎样得到这些参数：符号、数值、结果</translation>
    </message>
    <message>
        <source>The update, line by line</source>
        <translation>更新过程，逐行展开</translation>
    </message>
    <message>
        <source>How the optimizer makes the next parameters: symbols, this step&apos;s numbers, the result</source>
        <translation>优化器如何得到下一组参数：符号、这一步的数值、结果</translation>
    </message>
    <message>
        <source>Next phase (Shift+→)</source>
        <translation>下一阶段（Shift+→）</translation>
    </message>
    <message>
        <source>One epoch has five phases: zero, forward, loss, backward, update. Go on by one</source>
        <translation>每个执行周期有五个阶段：清零、正向传导、损失、反向传导、更新。前进一个阶段</translation>
    </message>
</context>
<context>
    <name>pins</name>
    <message>
        <source>This run is pinned already; change something to compare it.</source>
        <translation>本次运行已固定；改动一处即可对比。</translation>
    </message>
    <message>
        <source>{count} runs are pinned, which is all there can be; unpin one first.</source>
        <translation>已固定 {count} 个运行，达到上限；请先取消一个。</translation>
    </message>
    <message>
        <source>Pinned. Change something, and compare both runs at any epoch.</source>
        <translation>已固定。改动一处，即可在任一执行周期对比两个运行。</translation>
    </message>
    <message>
        <source>Not drawn: {reasons}</source>
        <translation>未画出：{reasons}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>like this run</source>
        <translation>与本次相同</translation>
    </message>
    <message>
        <source>this run</source>
        <translation>本次运行</translation>
    </message>
    <message>
        <source>{share} %</source>
        <translation>{share} %</translation>
    </message>
    <message>
        <source>{reason}: its loss cannot be compared with that of this run</source>
        <translation>{reason}：其损失不能与本次运行的损失比较</translation>
    </message>
    <message>
        <source>Being computed to its end</source>
        <translation>正在计算到终点</translation>
    </message>
    <message>
        <source>Known once the run has ended (End)</source>
        <translation>运行到终点后可知（End 键）</translation>
    </message>
    <message>
        <source>{run}: has another function, so it is not drawn</source>
        <translation>{run}：函数不同，图中不画</translation>
    </message>
    <message>
        <source>The run ended at epoch {epoch}</source>
        <translation>该运行止于第 {epoch} 个执行周期</translation>
    </message>
</context>
<context>
    <name>platform_check</name>
    <message>
        <source>{name} was ignored: it must be between {least} and {most}.</source>
        <translation>{name} 已忽略：它必须在 {least} 和 {most} 之间。</translation>
    </message>
    <message>
        <source>no display was found to open the window on; &apos;{command} run FILE&apos; needs none</source>
        <translation>找不到可打开窗口的显示器；“{command} run FILE”不需要显示器</translation>
    </message>
    <message>
        <source>libraries that Qt needs are not installed; on Debian or Ubuntu: sudo apt install {packages}</source>
        <translation>Qt 所需的库尚未安装；在 Debian 或 Ubuntu 上请执行：sudo apt install {packages}</translation>
    </message>
</context>
<context>
    <name>plots</name>
    <message>
        <source>Reset view</source>
        <translation>还原视图</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>function</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>tangent</source>
        <translation>切线</translation>
    </message>
    <message>
        <source>next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Whole domain</source>
        <translation>整个显示范围</translation>
    </message>
    <message>
        <source>compared up to epoch {k} so far</source>
        <translation>目前比较到第 {k} 个执行周期</translation>
    </message>
    <message>
        <source>exactly equal</source>
        <translation>完全相等</translation>
    </message>
    <message>
        <source>no difference in any row</source>
        <translation>每一步都没有差别</translation>
    </message>
    <message>
        <source>equal but for rounding</source>
        <translation>除舍入外相同</translation>
    </message>
    <message>
        <source>equal to {digits} digits in every row</source>
        <translation>每一行都有 {digits} 位数字相同</translation>
    </message>
    <message>
        <source>largest difference {size}</source>
        <translation>最大差 {size}</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>loss of each batch</source>
        <translation>每批的损失</translation>
    </message>
    <message>
        <source>running mean</source>
        <translation>滑动平均</translation>
    </message>
    <message>
        <source>exact minimum</source>
        <translation>精确最小值</translation>
    </message>
    <message>
        <source>Logarithmic axis of epochs</source>
        <translation>执行周期用对数轴</translation>
    </message>
    <message>
        <source>Logarithmic axis of the loss</source>
        <translation>损失用对数轴</translation>
    </message>
    <message>
        <source>Show how far values are above the minimum</source>
        <translation>显示数值比最小值高多少</translation>
    </message>
    <message>
        <source>≤ 0, not shown: {count}</source>
        <translation>≤ 0 未显示：{count} 个</translation>
    </message>
    <message>
        <source>exact answer</source>
        <translation>精确解</translation>
    </message>
    <message>
        <source>data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>residuals</source>
        <translation>残差</translation>
    </message>
    <message>
        <source>density of {count} points</source>
        <translation>{count} 个点的密度</translation>
    </message>
    <message>
        <source>residuals of {shown} of {count} points</source>
        <translation>{count} 个点中 {shown} 个的残差</translation>
    </message>
    <message>
        <source>the prediction is above this picture</source>
        <translation>预测曲线在此图上方</translation>
    </message>
    <message>
        <source>the prediction is below this picture</source>
        <translation>预测曲线在此图下方</translation>
    </message>
    <message>
        <source>dragging moves the start of the run</source>
        <translation>拖动即移动本次运行的起点</translation>
    </message>
    <message>
        <source>Delete {count} points</source>
        <translation>删除 {count} 个点</translation>
    </message>
    <message>
        <source>Delete point</source>
        <translation>删除这个点</translation>
    </message>
    <message>
        <source>Add points</source>
        <translation>添加点</translation>
    </message>
    <message>
        <source>Each click on the background adds a point (A)</source>
        <translation>每次点击空白处加一个点（A）</translation>
    </message>
    <message>
        <source>residual {value}</source>
        <translation>残差 {value}</translation>
    </message>
    <message>
        <source>−∇f</source>
        <translation>−∇f</translation>
    </message>
    <message>
        <source>what if</source>
        <translation>假想路径</translation>
    </message>
    <message>
        <source>{name}: diverged</source>
        <translation>{name}：发散</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>发散</translation>
    </message>
    <message>
        <source>minimum</source>
        <translation>极小值点</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>极大值点</translation>
    </message>
    <message>
        <source>saddle point</source>
        <translation>鞍点</translation>
    </message>
    <message>
        <source>line of minima</source>
        <translation>极小值线</translation>
    </message>
    <message>
        <source>line of maxima</source>
        <translation>极大值线</translation>
    </message>
    <message>
        <source>one colour for each minimum</source>
        <translation>每个极小值点一种颜色</translation>
    </message>
    <message>
        <source>no minimum reached</source>
        <translation>未到达极小值点</translation>
    </message>
    <message>
        <source>diverged (striped)</source>
        <translation>发散（条纹）</translation>
    </message>
    <message>
        <source>{name}: diverged at {epoch}</source>
        <translation>{name}：第 {epoch} 个执行周期发散</translation>
    </message>
</context>
<context>
    <name>presentation</name>
    <message>
        <source>Stop presenting</source>
        <translation>结束演示</translation>
    </message>
    <message>
        <source>Stop presenting (F5 or Escape)</source>
        <translation>结束演示（F5 或 Esc）</translation>
    </message>
</context>
<context>
    <name>presets</name>
    <message>
        <source>8 · Descent on x²</source>
        <translation>8 · x² 的梯度下降</translation>
    </message>
    <message>
        <source>Each step multiplies x by 1 − 2η = 0.4, so the path is 5, 2, 0.8, 0.32 … The derivative written by hand, 2x, gives the same path as autograd.</source>
        <translation>每一步把 x 乘以 1 − 2η = 0.4，所以路径是 5、2、0.8、0.32 … 手工求出的导数 2x 与自动微分给出同样的路径。</translation>
    </message>
    <message>
        <source>The descent halts near x = 0.5, where the slope touches zero without changing sign. The minimum is at x = −1: drag the start to the left of 0.5, or try momentum.</source>
        <translation>下降停在 x = 0.5 附近，那里的斜率触及零却不变号。极小值点在 x = −1：把起点拖到 0.5 左边，或试试动量。</translation>
    </message>
    <message>
        <source>1 · Derivative of a square</source>
        <translation>1 · 自动微分</translation>
    </message>
    <message>
        <source>The derivative of x² at 4 is 2x = 8. y remembers how it was computed: its grad_fn is PowBackward0, and backward() puts 8 into x.grad.</source>
        <translation>x² 在 4 处的导数是 2x = 8。y 记得自己是怎样算出来的：它的 grad_fn 是 PowBackward0，backward() 把 8 放进 x.grad。</translation>
    </message>
    <message>
        <source>2 · Tensor attributes</source>
        <translation>2 · 相关属性</translation>
    </message>
    <message>
        <source>Compare the rows of x, y and z: only x was made to require a gradient; z requires one because of x, and is no leaf. Its grad is kept because of retain_grad().</source>
        <translation>比较 x、y、z 三行：只有 x 创建时要求梯度；z 因为 x 也要求梯度，而且不是叶子张量。由于 retain_grad()，它的 grad 会保留下来。</translation>
    </message>
    <message>
        <source>3 · Cross-entropy graph</source>
        <translation>3 · 交叉熵运算图</translation>
    </message>
    <message>
        <source>A layer and its loss. The gradient of b is (σ(z) − y)/3, and since every input is 1, each row of w.grad is the same.</source>
        <translation>一层网络和它的损失函数。b 的梯度是 (σ(z) − y)/3；由于每个输入都是 1，w.grad 的每一行都相同。</translation>
    </message>
    <message>
        <source>4 · Variable is history</source>
        <translation>4 · Variable 已成历史</translation>
    </message>
    <message>
        <source>Until PyTorch 0.4 a tensor had to be wrapped in a Variable for this. Since then every tensor does it itself: the program is that of case 1.</source>
        <translation>在 PyTorch 0.4 之前，张量要先包装成 Variable 才能这样做。此后每个张量自己就能做到：程序与案例 1 相同。</translation>
    </message>
    <message>
        <source>5 · Gradients accumulate</source>
        <translation>5 · 梯度累加</translation>
    </message>
    <message>
        <source>Each backward adds 3x² = 75 to x.grad: 75, 150, 225. Take retain_graph=True out of the first and see what PyTorch says.</source>
        <translation>每次反向传导都给 x.grad 加上 3x² = 75：75、150、225。去掉第一次的 retain_graph=True，看看 PyTorch 会说什么。</translation>
    </message>
    <message>
        <source>6 · Resetting the gradient</source>
        <translation>6 · 梯度重置</translation>
    </message>
    <message>
        <source>With x.grad.zero_() in between, every backward gives 75 again.</source>
        <translation>中间加上 x.grad.zero_()，每次反向传导又都得到 75。</translation>
    </message>
    <message>
        <source>7 · A chain of variables</source>
        <translation>7 · 多个变量</translation>
    </message>
    <message>
        <source>Only the loss differs from case 10: w has come to 0.36 after 100 epochs, and to 1.00 with the mean squared error. Choose any other loss, or type your own formula.</source>
        <translation>只有损失函数与案例 10 不同：100 个执行周期之后 w 到 0.36，而用均方误差时到 1.00。可以换别的损失函数，也可以输入自定义公式。</translation>
    </message>
    <message>
        <source>One step of learning: backward() gives every weight its gradient, and the updates move each weight a little against it.</source>
        <translation>学习的一步：backward() 给每个权重算出梯度，更新使每个权重沿梯度的反方向移动一点。</translation>
    </message>
    <message>
        <source>The loss looks flat after 10 epochs, but on a logarithmic axis it is still 5.84 above its minimum after 100. In the (w, b) plane the descent has only reached the floor of a long valley.</source>
        <translation>10 个执行周期之后损失好像不再变化，但在对数坐标轴上，100 个之后它仍比最小值高 5.84。在 (w, b) 平面上，梯度下降只走到了一条长谷的谷底。</translation>
    </message>
    <message>
        <source>11 · 100 epochs against 100 000</source>
        <translation>11 · 100 个与 100 000 个执行周期</translation>
    </message>
    <message>
        <source>So many epochs are needed because the condition number is 3165. Standardise x and choose a learning rate of 0.1, and a few dozen are enough.</source>
        <translation>需要这么多执行周期，是因为条件数为 3165。把 x 标准化，学习率取 0.1，几十个就够了。</translation>
    </message>
    <message>
        <source>With x standardised the valley is round: the condition number is 1, and with a learning rate to match, 0.1, the fit is done in a few dozen epochs.</source>
        <translation>x 标准化之后，谷变圆了：条件数是 1，配上合适的学习率 0.1，几十个执行周期就完成拟合。</translation>
    </message>
    <message>
        <source>9 · With momentum</source>
        <translation>9 · 加上动量</translation>
    </message>
    <message>
        <source>The gradients along the chain are multiplied: 2y · 3x² = 6x⁵, which is 18750 at x = 5.</source>
        <translation>沿途的梯度相乘：2y · 3x² = 6x⁵，在 x = 5 处等于 18750。</translation>
    </message>
    <message>
        <source>14 · How a network&apos;s weights are solved for</source>
        <translation>14 · 神经网络的权重求解</translation>
    </message>
    <message>
        <source>9 · Descent on 2x⁴ − 3x² + 2x − 20</source>
        <translation>9 · 2x⁴ − 3x² + 2x − 20 的梯度下降</translation>
    </message>
    <message>
        <source>Momentum carries the point across the inflection at 0.5 and on to the minimum at −1.</source>
        <translation>动量使点越过 0.5 处的拐点，到达 −1 处的极小值点。</translation>
    </message>
    <message>
        <source>10 · Linear regression</source>
        <translation>10 · 线性回归</translation>
    </message>
    <message>
        <source>11 · With x standardised</source>
        <translation>11 · 标准化 x</translation>
    </message>
    <message>
        <source>12 · Check with NumPy</source>
        <translation>12 · 用 NumPy 验证</translation>
    </message>
    <message>
        <source>The dash-dotted line is NumPy&apos;s exact fit, polyfit of degree 1. After 1000 epochs w is 0.136 from it and b 4.46; the Values page has the differences at every epoch.</source>
        <translation>点划线是 NumPy 的精确解，即 np.polyfit(x, y, 1)。1000 个执行周期之后，w 与它相差 0.136，b 相差 4.46；数值页列出每个执行周期的差。</translation>
    </message>
    <message>
        <source>13 · Another loss</source>
        <translation>13 · 改用其他损失函数</translation>
    </message>
    <message>
        <source>Race along Rosenbrock&apos;s valley</source>
        <translation>Rosenbrock 谷中的比赛</translation>
    </message>
    <message>
        <source>Momentum and plain descent</source>
        <translation>动量法与普通梯度下降</translation>
    </message>
    <message>
        <source>With a learning rate nearly as large as the steep axis allows, plain descent is 0.03 from the minimum after 300 epochs: the condition number is 100. Momentum reached it long before, and Newton&apos;s method needs 1 step.</source>
        <translation>学习率已接近陡的方向所允许的上限，300 个执行周期之后普通梯度下降离极小值点仍有 0.03：条件数是 100。动量法早已到达，牛顿法只需要 1 步。</translation>
    </message>
    <message>
        <source>Both get the same noisy gradients. With a constant η the loss keeps varying, 0.08 on average; with η falling along a cosine to 0 it is seven times lower over the last 50 epochs.</source>
        <translation>两者得到同样的带噪声的梯度。η 恒定时，损失一直起伏，平均为 0.08；η 按余弦降到 0 时，最后 50 个执行周期的损失只有它的七分之一。</translation>
    </message>
    <message>
        <source>One rule, three learning rates</source>
        <translation>一种方法，三个学习率</translation>
    </message>
    <message>
        <source>All three reach the floor of the valley within 30 steps. After 2000 epochs plain descent is no farther than x = −0.67, momentum is nearly at (1, 1), and Adam has reached it.</source>
        <translation>三个优化器都在 30 步之内到达谷底。2000 个执行周期之后，普通梯度下降才到 x = −0.67，动量法已接近 (1, 1)，Adam 已经到达。</translation>
    </message>
    <message>
        <source>η = 0.002 is safe and slow, η = 0.019 oscillates but makes progress, and with η = 0.0205, just above 2/λmax = 0.02, the oscillation grows. Compare the losses on a logarithmic axis.</source>
        <translation>η = 0.002 稳妥但慢，η = 0.019 来回振荡但在前进，η = 0.0205 略大于 2/λmax = 0.02，振荡越来越大。请在对数坐标轴上比较损失曲线。</translation>
    </message>
    <message>
        <source>Who escapes the saddle?</source>
        <translation>谁能逃离鞍点？</translation>
    </message>
    <message>
        <source>The start is 0.001 beside the ridge to the saddle: RMSprop leaves it in 2 epochs, Adam in 20, momentum in 27, plain descent in 76. Newton&apos;s method converges to the saddle.</source>
        <translation>起点离通向鞍点的脊线只有 0.001：RMSprop 用 2 个执行周期离开，Adam 用 20 个，动量法用 27 个，普通梯度下降用 76 个。牛顿法收敛到鞍点。</translation>
    </message>
    <message>
        <source>One start, three ends</source>
        <translation>一个起点，三个终点</translation>
    </message>
    <message>
        <source>Plain descent and momentum reach the minimum (3.58, −1.85), Adam and Rprop, whose steps depend more on the gradient&apos;s signs than on its size, (3, 2). Newton&apos;s method climbs to the maximum.</source>
        <translation>普通梯度下降和动量法到达极小值点 (3.58, −1.85)；Adam 和 Rprop 的更新更多取决于梯度的符号而不是大小，到达 (3, 2)。牛顿法则爬到极大值点。</translation>
    </message>
    <message>
        <source>A cliff, with and without clipping</source>
        <translation>悬崖：裁剪与不裁剪</translation>
    </message>
    <message>
        <source>One step from the face of the cliff takes plain descent to x = −6.9. With the gradient clipped to norm 1 its loss is hundreds of times lower after 40 epochs.</source>
        <translation>从崖壁出发的一步把普通梯度下降带到 x = −6.9。梯度按范数裁剪到 1 之后，40 个执行周期之后的损失低几百倍。</translation>
    </message>
    <message>
        <source>Along this winding valley Adam, the fastest in Rosenbrock&apos;s, falls behind plain descent: it still divides by the large gradients of the first steps. Momentum reaches the minimum.</source>
        <translation>在这条弯曲的谷里，Rosenbrock 谷中最快的 Adam 落在普通梯度下降后面：它要除以最初几步积累的大梯度。动量法到达极小值点。</translation>
    </message>
    <message>
        <source>Noise, and a schedule that calms it</source>
        <translation>噪声，以及使它平息的学习率调度</translation>
    </message>
    <message>
        <source>No rule is the best everywhere</source>
        <translation>没有处处最好的方法</translation>
    </message>
</context>
<context>
    <name>program</name>
    <message>
        <source>A tensor or an array of more than {limit} elements.</source>
        <translation>一个张量或数组超过 {limit} 个元素。</translation>
    </message>
    <message>
        <source>More than {limit} items in one list, tuple, dictionary or set.</source>
        <translation>一个列表、元组、字典或集合中超过 {limit} 项。</translation>
    </message>
    <message>
        <source>A text of more than {limit} letters.</source>
        <translation>一段文字超过 {limit} 个字符。</translation>
    </message>
    <message>
        <source>A whole number of more than {limit} bits.</source>
        <translation>一个整数超过 {limit} 位二进制数。</translation>
    </message>
    <message>
        <source>A format that is wider than {limit} letters.</source>
        <translation>格式的宽度超过 {limit} 个字符。</translation>
    </message>
    <message>
        <source>Values inside values, more than {limit} deep.</source>
        <translation>值的嵌套超过 {limit} 层。</translation>
    </message>
    <message>
        <source>A module of more than {limit} layers.</source>
        <translation>模块的层数超过 {limit}。</translation>
    </message>
    <message>
        <source>More than {limit} ways back, each within another.</source>
        <translation>反向传播一层套一层，超过 {limit} 层。</translation>
    </message>
    <message>
        <source>More than {limit} iterators that read from each other.</source>
        <translation>超过 {limit} 个迭代器逐个相连。</translation>
    </message>
    <message>
        <source>The program has printed more than {limit} letters.</source>
        <translation>程序输出了超过 {limit} 个字符。</translation>
    </message>
    <message>
        <source>The program needs more memory than there is for it.</source>
        <translation>程序需要的内存超过可用的内存。</translation>
    </message>
    <message>
        <source>This is nested too deeply. Split it into several statements.</source>
        <translation>嵌套太深，请拆成几条语句。</translation>
    </message>
    <message>
        <source>async and await are not known here: leave them out.</source>
        <translation>这里不支持 async 和 await，请去掉。</translation>
    </message>
    <message>
        <source>A program here is a single file: it cannot import other files.</source>
        <translation>这里的程序只有一个文件，不能导入其他文件。</translation>
    </message>
    <message>
        <source>except* is not known here: write except.</source>
        <translation>这里不支持 except*，请写 except。</translation>
    </message>
    <message>
        <source>Type parameters and type aliases are not known here: leave them out.</source>
        <translation>这里不支持类型参数和类型别名，请去掉。</translation>
    </message>
    <message>
        <source>Of metaclasses only ABCMeta is known here.</source>
        <translation>元类（metaclass=）在这里只支持 ABCMeta。</translation>
    </message>
    <message>
        <source>This is newer Python than is known here.</source>
        <translation>这是较新的 Python 语法，这里还不支持。</translation>
    </message>
    <message>
        <source>{name} belongs to Python itself and cannot be used here.</source>
        <translation>{name} 属于 Python 内部，这里不能使用。</translation>
    </message>
    <message>
        <source>This number has too many digits.</source>
        <translation>这个数的位数太多。</translation>
    </message>
    <message>
        <source>This text has half of a character: a lone surrogate.</source>
        <translation>这段文本中有半个字符（单独的代理项）。</translation>
    </message>
    <message>
        <source>This is not a Jupyter notebook.</source>
        <translation>这不是 Jupyter 笔记本。</translation>
    </message>
    <message>
        <source>This notebook is not in Python but in {language}.</source>
        <translation>这个笔记本用的不是 Python，而是 {language}。</translation>
    </message>
    <message>
        <source>This program is longer than 100 kB.</source>
        <translation>程序超过 100 kB。</translation>
    </message>
    <message>
        <source>Python does not accept this: {reason}.</source>
        <translation>Python 不接受这里的写法：{reason}。</translation>
    </message>
    <message>
        <source>This program is too involved to be read. Split it into several statements.</source>
        <translation>程序过于复杂，无法读取，请拆成几条语句。</translation>
    </message>
    <message>
        <source>Line {line} was passed over: {text} is for notebooks and is not Python.</source>
        <translation>第 {line} 行已跳过：{text} 是笔记本的命令，不是 Python。</translation>
    </message>
    <message>
        <source>The program was stopped.</source>
        <translation>程序已停止。</translation>
    </message>
    <message>
        <source>The program was not begun: its process was not ready in time.</source>
        <translation>程序没有开始：它的进程未能及时准备好。</translation>
    </message>
    <message>
        <source>The program was not begun: to read it took too long.</source>
        <translation>程序没有开始：读取它用时过长。</translation>
    </message>
    <message>
        <source>The program was ended: it printed too much.</source>
        <translation>程序已被终止：输出过多。</translation>
    </message>
    <message>
        <source>The program was ended: its process reported what makes no sense.</source>
        <translation>程序已被终止：它的进程发来的内容无法理解。</translation>
    </message>
    <message>
        <source>The program was ended by the system, most likely because memory ran out.</source>
        <translation>程序已被系统终止，很可能是因为内存不足。</translation>
    </message>
    <message>
        <source>The program was ended: what it called in PyTorch or NumPy broke down.</source>
        <translation>程序已被终止：它调用的 PyTorch 或 NumPy 功能内部崩溃了。</translation>
    </message>
    <message>
        <source>The process of the program ended by itself ({code}).</source>
        <translation>程序的进程自行结束了（{code}）。</translation>
    </message>
    <message>
        <source>The program needs more memory than the 2 GB that it may have.</source>
        <translation>程序需要的内存超过允许的 2 GB。</translation>
    </message>
    <message>
        <source>{name} cannot be used here: programs take no input, and run no text as code.</source>
        <translation>这里不能使用 {name}：程序不接受输入，也不把文本当作代码运行。</translation>
    </message>
    <message>
        <source>{module} cannot be imported here. There are torch, numpy, matplotlib, tqdm, and of Python&apos;s own library what touches nothing outside of the program, such as math, random and collections.</source>
        <translation>这里不能导入 {module}。可用的有 torch、numpy、matplotlib、tqdm，以及 Python 自带的库中不触及程序之外的部分，如 math、random 和 collections。</translation>
    </message>
    <message>
        <source>{module} has no {name}.</source>
        <translation>{module} 中没有 {name}。</translation>
    </message>
    <message>
        <source>More than {limit} calls inside each other: does a function call itself?</source>
        <translation>函数调用嵌套超过 {limit} 层：是否有函数在调用自身？</translation>
    </message>
    <message>
        <source>The program has taken {limit} steps and is not done.</source>
        <translation>程序已执行 {limit} 步，仍未结束。</translation>
    </message>
    <message>
        <source>cannot read {path}: a program is {megabytes} MB at most, with the outputs of a notebook</source>
        <translation>无法读取 {path}：程序最多 {megabytes} MB，笔记本的输出也计算在内</translation>
    </message>
    <message>
        <source>cannot read {path}: its text cannot be decoded ({reason})</source>
        <translation>无法读取 {path}：文字无法解码（{reason}）</translation>
    </message>
    <message>
        <source>{path}: {reason}</source>
        <translation>{path}：{reason}</translation>
    </message>
    <message>
        <source>PyTorch or Python has {name}, but it cannot be used by programs here.</source>
        <translation>PyTorch 或 Python 有 {name}，但这里的程序不能使用它。</translation>
    </message>
    <message>
        <source>{name} cannot be used by programs here.</source>
        <translation>这里的程序不能使用 {name}。</translation>
    </message>
    <message>
        <source>{name} reaches files, other programs or the network: it cannot be used by programs here.</source>
        <translation>{name} 会接触文件、其他程序或网络，这里的程序不能使用它。</translation>
    </message>
    <message>
        <source>{name} does several things at a time, but programs here run line after line: call one function after another.</source>
        <translation>{name} 会同时做几件事，而这里的程序逐行运行：请依次调用各个函数。</translation>
    </message>
    <message>
        <source>{name} cannot be used by programs here: leave it out, the model computes the same without it.</source>
        <translation>这里的程序不能使用 {name}：请删去它，模型的计算结果不变。</translation>
    </message>
    <message>
        <source>{name} cannot be used by programs here: measure the time with time.perf_counter().</source>
        <translation>这里的程序不能使用 {name}：请用 time.perf_counter() 测量时间。</translation>
    </message>
    <message>
        <source>{name} cannot be used by programs here: use {other}.</source>
        <translation>这里的程序不能使用 {name}：请改用 {other}。</translation>
    </message>
    <message>
        <source>A decimal number of more than {limit} digits.</source>
        <translation>十进制数超过 {limit} 位。</translation>
    </message>
    <message>
        <source>One call takes more than {seconds} seconds. Is it a regular expression with repetitions in repetitions?</source>
        <translation>一次调用用了 {seconds} 秒以上。是不是正则表达式中有嵌套的重复？</translation>
    </message>
</context>
<context>
    <name>program_editor</name>
    <message>
        <source>Line {line}: {sentence}</source>
        <translation>第 {line} 行：{sentence}</translation>
    </message>
</context>
<context>
    <name>race</name>
    <message>
        <source>All runners have diverged: smaller learning rates help.</source>
        <translation>所有优化器都已发散：请减小学习率。</translation>
    </message>
    <message>
        <source>all diverged</source>
        <translation>全部发散</translation>
    </message>
    <message>
        <source>at the start</source>
        <translation>在起点</translation>
    </message>
    <message>
        <source>At the start, where f = {loss}.</source>
        <translation>位于起点，f = {loss}。</translation>
    </message>
    <message>
        <source>{names} first: epoch {epochs}</source>
        <translation>最先到达：{names}（第 {epochs} 个执行周期）</translation>
    </message>
    <message>
        <source>{names} first: at epoch {epochs} f − f* &lt; {goal}.</source>
        <translation>最先到达：{names}，第 {epochs} 个执行周期时 f − f* &lt; {goal}。</translation>
    </message>
    <message>
        <source>{names} kept falling: f is unbounded below.</source>
        <translation>不断下降：{names}。f 没有下界。</translation>
    </message>
    <message>
        <source>{names} lowest</source>
        <translation>目前最低：{names}</translation>
    </message>
    <message>
        <source>{names} lowest so far: f = {loss}.</source>
        <translation>目前最低：{names}，f = {loss}。</translation>
    </message>
    <message>
        <source>{who} {name} is not at rest there: {outcome}.</source>
        <translation>{who}“{name}”并没有在那里停下：{outcome}。</translation>
    </message>
    <message>
        <source>{who} Diverged: {names}.</source>
        <translation>{who}已发散：{names}。</translation>
    </message>
</context>
<context>
    <name>rate_curve</name>
    <message>
        <source>now η = {rate}</source>
        <translation>此刻 η = {rate}</translation>
    </message>
    <message>
        <source>The learning rate over the run: from {first} to {last}, at most {most}</source>
        <translation>整个运行中的学习率：从 {first} 到 {last}，最大 {most}</translation>
    </message>
    <message>
        <source>η up to {rate}</source>
        <translation>η 最大 {rate}</translation>
    </message>
</context>
<context>
    <name>rate_scan_strip</name>
    <message>
        <source>η = {rate}: converges by epoch {epochs}</source>
        <translation>η = {rate}：到第 {epochs} 个执行周期收敛</translation>
    </message>
    <message>
        <source>η = {rate}: converges</source>
        <translation>η = {rate}：收敛</translation>
    </message>
    <message>
        <source>η = {rate}: still descending after all epochs</source>
        <translation>η = {rate}：用完全部执行周期仍在下降</translation>
    </message>
    <message>
        <source>η = {rate}: oscillates and does not come closer</source>
        <translation>η = {rate}：来回振荡，不再靠近</translation>
    </message>
    <message>
        <source>η = {rate}: diverges</source>
        <translation>η = {rate}：发散</translation>
    </message>
    <message>
        <source>η = {rate}: not tried yet</source>
        <translation>η = {rate}：尚未尝试</translation>
    </message>
    <message>
        <source>converges</source>
        <translation>收敛</translation>
    </message>
    <message>
        <source>still descending</source>
        <translation>仍在下降</translation>
    </message>
    <message>
        <source>Shows what happens at each learning rate, once it is tried</source>
        <translation>尝试之后，显示各学习率下的结果</translation>
    </message>
    <message>
        <source>oscillates</source>
        <translation>振荡</translation>
    </message>
    <message>
        <source>diverges</source>
        <translation>发散</translation>
    </message>
    <message>
        <source>What happens at each learning rate</source>
        <translation>各学习率下的结果</translation>
    </message>
</context>
<context>
    <name>record</name>
    <message>
        <source>&apos;{name}&apos; is not one number that requires a gradient</source>
        <translation>“{name}”不是需要梯度的单个数</translation>
    </message>
    <message>
        <source>The first backward() has freed what the graph had kept for it, so the gradients cannot be computed again.</source>
        <translation>第一次 backward() 已经释放了运算图为它保存的内容，所以不能再次计算梯度。</translation>
    </message>
    <message>
        <source>backward() begins with the derivative of one number with respect to itself, which is 1; this tensor holds several numbers.</source>
        <translation>backward() 从一个数对自身的导数 1 开始；而这个张量含有多个数。</translation>
    </message>
    <message>
        <source>Make one number of it first, with sum() or mean(), or give backward(gradient=…) of its shape.</source>
        <translation>请先用 sum() 或 mean() 把它变成一个数，或给出同形状的 backward(gradient=…)。</translation>
    </message>
    <message>
        <source>Nothing that this tensor was computed from has requires_grad=True, so PyTorch has kept no graph for it.</source>
        <translation>计算这个张量所用的一切都没有 requires_grad=True，所以 PyTorch 没有为它保留运算图。</translation>
    </message>
    <message>
        <source>Give a leaf requires_grad=True before the tensor is computed from it.</source>
        <translation>请在计算之前给叶子张量设置 requires_grad=True。</translation>
    </message>
    <message>
        <source>The leaf would become a result of its own change, and its place at the start of the graph would be lost.</source>
        <translation>就地修改会使它成为运算结果，不再是叶子张量，也不再是运算图的起点。</translation>
    </message>
    <message>
        <source>Change it within with no_grad():, where nothing is recorded.</source>
        <translation>请在 with no_grad(): 中修改它，那里不做记录。</translation>
    </message>
    <message>
        <source>This tensor shares its memory with a leaf, which would be changed together with it.</source>
        <translation>这个张量与一个叶子张量共用内存，叶子会随之改变。</translation>
    </message>
    <message>
        <source>The graph had kept a tensor for its backward, and an in-place change has given it other numbers since.</source>
        <translation>运算图为反向传导保存了一个张量，但之后的就地修改改变了它的数值。</translation>
    </message>
    <message>
        <source>Write backward(retain_graph=True) for every backward but the last, or run the program again.</source>
        <translation>除最后一次外，每次都写 backward(retain_graph=True)，或重新运行程序。</translation>
    </message>
    <message>
        <source>Call backward() before the tensor is changed, or run the program again after it.</source>
        <translation>请在修改张量之前反向传导，或在修改之后重新运行程序。</translation>
    </message>
    <message>
        <source>What stands before the dot is None. A grad is None until a backward reaches its tensor, and it stays None for a computed result that does not retain it.</source>
        <translation>点号前面的值是 None。反向传播到达张量之前，它的 grad 是 None；没有要求保留时，运算结果的 grad 一直是 None。</translation>
    </message>
    <message>
        <source>If it is a grad, call backward() first; for a result, call retain_grad() before that.</source>
        <translation>如果是 grad，先调用 backward()；对运算结果，还要在此之前调用 retain_grad()。</translation>
    </message>
    <message>
        <source>Something in this expression is None. A grad is None until a backward reaches its tensor, and it stays None for a computed result, as w is after w = w - lr * w.grad.</source>
        <translation>这个表达式中有一个值是 None。反向传播到达张量之前，它的 grad 是 None；运算结果（例如执行 w = w - lr * w.grad 之后的 w）的 grad 一直是 None。</translation>
    </message>
    <message>
        <source>If it is a grad, call backward() first, and update a leaf by w -= … within torch.no_grad(), so that it remains one.</source>
        <translation>如果是 grad，先调用 backward()；更新叶子张量时，在 torch.no_grad() 中写 w -= …，它就仍然是叶子。</translation>
    </message>
    <message>
        <source>No gradient will ever reach a tensor that does not require one.</source>
        <translation>不需要梯度的张量永远不会得到梯度。</translation>
    </message>
    <message>
        <source>Compute it from a leaf with requires_grad=True.</source>
        <translation>请用 requires_grad=True 的叶子张量来计算它。</translation>
    </message>
    <message>
        <source>A derivative needs numbers that can change a little, and this tensor holds whole numbers.</source>
        <translation>求导要求数值可以微小变化，而这个张量存放的是整数。</translation>
    </message>
    <message>
        <source>Write its numbers with a point, such as tensor(1.0).</source>
        <translation>请给它的数加上小数点，例如 tensor(1.0)。</translation>
    </message>
    <message>
        <source>A result requires a gradient because of what it was computed from; only leaves can choose.</source>
        <translation>运算结果是否需要梯度由它的来源决定；只有叶子张量可以自己选择。</translation>
    </message>
    <message>
        <source>Use detach() for a tensor with the same numbers that is outside of the graph.</source>
        <translation>请用 detach() 得到数值相同但不在运算图中的张量。</translation>
    </message>
    <message>
        <source>backward needs one number of the gradient for each number of the tensor that it starts at.</source>
        <translation>backward 起始张量的每个数都需要对应一个梯度数值。</translation>
    </message>
    <message>
        <source>Give a gradient of exactly the tensor&apos;s shape.</source>
        <translation>请给出与该张量形状完全相同的梯度。</translation>
    </message>
    <message>
        <source>The gradient that backward starts with must be a tensor, not a plain number.</source>
        <translation>backward 起始的梯度必须是张量，不能是普通数。</translation>
    </message>
    <message>
        <source>Write gradient=tensor(1.0), or ones of the tensor&apos;s shape.</source>
        <translation>请写 gradient=tensor(1.0)，或该张量形状的 ones。</translation>
    </message>
    <message>
        <source>The tensor holds whole numbers and keeps its type when it is changed in place.</source>
        <translation>这个张量存放整数，就地修改时类型不变。</translation>
    </message>
    <message>
        <source>An in-place change keeps the tensor&apos;s shape, and the result would be larger.</source>
        <translation>就地修改不会改变张量的形状，而这里的结果会更大。</translation>
    </message>
    <message>
        <source>Bring the other side to the tensor&apos;s shape first, with sum() or reshape().</source>
        <translation>先用 sum() 或 reshape() 把另一边变成该张量的形状。</translation>
    </message>
    <message>
        <source>The shapes of the tensors do not fit together in this operation.</source>
        <translation>这些张量的形状不适合做这个运算。</translation>
    </message>
    <message>
        <source>Compare their shapes from the right: equal or 1 for signs, columns against rows for @; reshape() helps.</source>
        <translation>从右往左比较形状：四则运算要求相等或为 1，@ 要求列数等于行数；可以用 reshape() 调整。</translation>
    </message>
    <message>
        <source>Two tensors here hold numbers of different types.</source>
        <translation>这里的两个张量存放的数类型不同。</translation>
    </message>
    <message>
        <source>Write their numbers with a point, such as tensor(1.0).</source>
        <translation>请给它们的数加上小数点，例如 tensor(1.0)。</translation>
    </message>
    <message>
        <source>NumPy keeps no graph, so PyTorch does not give it a tensor that is part of one.</source>
        <translation>NumPy 不保存运算图，所以 PyTorch 不把运算图中的张量交给它。</translation>
    </message>
    <message>
        <source>Write detach().numpy(), or item() for a single number.</source>
        <translation>请写 detach().numpy()；只有一个数时可写 item()。</translation>
    </message>
    <message>
        <source>The result was not computed from this tensor, so it has no derivative by it.</source>
        <translation>结果不是由这个张量计算得到的，所以对它没有导数。</translation>
    </message>
    <message>
        <source>Ask for the gradient of a tensor that goes into the result.</source>
        <translation>请对参与计算结果的张量求梯度。</translation>
    </message>
    <message>
        <source>One number is needed here, and this tensor holds several.</source>
        <translation>这里需要一个数，而这个张量含有多个数。</translation>
    </message>
    <message>
        <source>Make one of them, with an index, sum() or mean(); of comparisons with all() or any().</source>
        <translation>请用下标、sum() 或 mean() 得到一个数；对比较的结果可用 all() 或 any()。</translation>
    </message>
    <message>
        <source>This tensor shares its memory with another, whose graph the change would break.</source>
        <translation>这个张量与另一个张量共用内存，就地修改会破坏那个张量的运算图。</translation>
    </message>
    <message>
        <source>Change the tensor itself with an index, or make a copy first, with clone().</source>
        <translation>请用下标修改原来的张量，或先用 clone() 复制一份。</translation>
    </message>
    <message>
        <source>The tensor has fewer dimensions than dim counts on; they are counted from 0.</source>
        <translation>dim 超出了张量的维数；维度从 0 开始计数。</translation>
    </message>
    <message>
        <source>Look at its shape, and give a smaller dim, or −1 for the last.</source>
        <translation>请查看它的形状，给出较小的 dim，或用 −1 表示最后一维。</translation>
    </message>
    <message>
        <source>There is nothing at this index; indices are counted from 0.</source>
        <translation>这个下标处没有元素；下标从 0 开始计数。</translation>
    </message>
    <message>
        <source>Look at the shape: the last index is one less than the size, or −1.</source>
        <translation>请查看形状：最后一个下标是大小减 1，也可写 −1。</translation>
    </message>
    <message>
        <source>An optimizer changes leaves; this tensor is a result, computed anew from others.</source>
        <translation>优化器修改的是叶子张量，而这个张量是由其他张量计算得到的结果。</translation>
    </message>
    <message>
        <source>Give it the leaf, or make one of the result with detach().requires_grad_().</source>
        <translation>请把叶子张量交给优化器，或用 detach().requires_grad_() 把结果变成叶子张量。</translation>
    </message>
    <message>
        <source>This PyTorch computes on the processor alone, as everything here does.</source>
        <translation>这里的 PyTorch 只在处理器（CPU）上计算。</translation>
    </message>
    <message>
        <source>Write &quot;cpu&quot; for the device, or leave to() and cuda() out.</source>
        <translation>设备请写 &quot;cpu&quot;，或去掉 to() 和 cuda()。</translation>
    </message>
    <message>
        <source>Nothing has this name when the line is done.</source>
        <translation>执行这一行时，没有叫这个名字的变量。</translation>
    </message>
    <message>
        <source>Look for a slip of the keys, or give the name its value in a line above.</source>
        <translation>请检查名字是否写错，或在前面的行中先给它赋值。</translation>
    </message>
    <message>
        <source>A module must be set up by nn.Module before it takes layers and parameters.</source>
        <translation>模块要先由 nn.Module 初始化，才能加入层和参数。</translation>
    </message>
    <message>
        <source>Write super().__init__() as the first line of __init__.</source>
        <translation>请在 __init__ 的第一行写 super().__init__()。</translation>
    </message>
    <message>
        <source>PyTorch cannot do this with the tensors as they are now.</source>
        <translation>以这些张量目前的状态，PyTorch 无法这样做。</translation>
    </message>
    <message>
        <source>Look at their shapes, types and flags in the table, and try another action.</source>
        <translation>请在表格中查看它们的形状、类型和标志，再试别的操作。</translation>
    </message>
    <message>
        <source>the gradient of {name} is returned: {total}</source>
        <translation>返回 {name} 的梯度：{total}</translation>
    </message>
    <message>
        <source>{name}.grad was None, and is now {total}</source>
        <translation>{name}.grad 原为 None，现为 {total}</translation>
    </message>
    <message>
        <source>added into {name}.grad: {old} + {new} = {total}</source>
        <translation>累加到 {name}.grad：{old} + {new} = {total}</translation>
    </message>
    <message>
        <source>{name}.grad: the steps shown add up to {total}, but PyTorch has {autograd}</source>
        <translation>{name}.grad：按所示各步相加得到 {total}，但 PyTorch 得到 {autograd}</translation>
    </message>
    <message>
        <source>{what}: {old} → {new}</source>
        <translation>{what}：{old} → {new}</translation>
    </message>
    <message>
        <source>the graph is freed</source>
        <translation>运算图已释放</translation>
    </message>
    <message>
        <source>nothing changed</source>
        <translation>没有变化</translation>
    </message>
</context>
<context>
    <name>recovery</name>
    <message>
        <source>Your unsaved work in {lab} from the last session is hidden by what was opened.</source>
        <translation>上次会话在“{lab}”中未保存的内容被刚打开的内容遮住了。</translation>
    </message>
    <message>
        <source>Save often; after a crash your work could not be brought back ({reason}).</source>
        <translation>请经常保存；如果程序崩溃，现在的工作将无法恢复（{reason}）。</translation>
    </message>
    <message>
        <source>Your work is kept again, and could be brought back after a crash.</source>
        <translation>现在的工作又能保留了，程序崩溃后可以恢复。</translation>
    </message>
    <message>
        <source>what was not saved is lost ({reason})</source>
        <translation>未保存的内容已丢失（{reason}）</translation>
    </message>
    <message>
        <source>Your last session was not closed; it has been brought back.</source>
        <translation>上次会话没有正常关闭，现已恢复。</translation>
    </message>
    <message>
        <source>Show that work (Ctrl+Z); Ctrl+Shift+Z shows what was opened again</source>
        <translation>显示那些内容（Ctrl+Z）；Ctrl+Shift+Z 再次显示打开的内容</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>{reason}: {folder}</source>
        <translation>{reason}：{folder}</translation>
    </message>
    <message>
        <source>Begin anew instead (Ctrl+Z); Ctrl+Shift+Z brings the session back again</source>
        <translation>改为重新开始（Ctrl+Z）；Ctrl+Shift+Z 可再次恢复会话</translation>
    </message>
    <message>
        <source>Bring the last session back</source>
        <translation>恢复上次会话</translation>
    </message>
    <message>
        <source>{count} sessions could not be brought back.</source>
        <translation>{count} 个会话无法恢复。</translation>
    </message>
    <message>
        <source>the program has ended three times while it was being brought back</source>
        <translation>恢复时程序已三次意外结束</translation>
    </message>
    <message>
        <source>The session in {file} was left as it is: {reason}.</source>
        <translation>{file} 中的会话未作改动：{reason}。</translation>
    </message>
    <message>
        <source>The last session could not be brought back ({reason}); it is kept for {days} days in {file}.</source>
        <translation>上次会话无法恢复（{reason}）；它在 {file} 中保留 {days} 天。</translation>
    </message>
</context>
<context>
    <name>regression</name>
    <message>
        <source>Regression</source>
        <translation>回归</translation>
    </message>
    <message>
        <source>Start of {name}</source>
        <translation>{name} 的起点</translation>
    </message>
    <message>
        <source>points: {count}</source>
        <translation>点数：{count}</translation>
    </message>
    <message>
        <source>exact minimum {loss}</source>
        <translation>精确最小值 {loss}</translation>
    </message>
    <message>
        <source>loss − least possible</source>
        <translation>损失 − 最小损失</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>loss − NumPy</source>
        <translation>损失 − NumPy</translation>
    </message>
    <message>
        <source>{name}, original units</source>
        <translation>{name}（原单位）</translation>
    </message>
    <message>
        <source>eigenvalues λ</source>
        <translation>特征值 λ</translation>
    </message>
    <message>
        <source>condition number</source>
        <translation>条件数</translation>
    </message>
    <message>
        <source>stable η below</source>
        <translation>稳定的 η 上限</translation>
    </message>
    <message>
        <source>loss (NumPy)</source>
        <translation>损失（NumPy）</translation>
    </message>
    <message>
        <source>The descent uses z = (x − {mean}) / {deviation}; values are shown in both units.</source>
        <translation>下降使用 z = (x − {mean}) / {deviation}；数值按两种单位给出。</translation>
    </message>
    <message>
        <source>stable below {limit}</source>
        <translation>小于 {limit} 时稳定</translation>
    </message>
    <message>
        <source>a constant rate is stable below {limit}</source>
        <translation>恒定学习率低于 {limit} 时稳定</translation>
    </message>
    <message>
        <source>a run with another loss function</source>
        <translation>损失函数不同的运行</translation>
    </message>
    <message>
        <source>a run on other points</source>
        <translation>数据点不同的运行</translation>
    </message>
    <message>
        <source>See how gradient descent fits a prediction to points.</source>
        <translation>观察梯度下降怎样让预测拟合数据点。</translation>
    </message>
    <message>
        <source>Watch the prediction and the loss: the loss measures how badly the prediction fits the points.</source>
        <translation>观察预测和损失：损失表示预测与数据点相差多少。</translation>
    </message>
    <message>
        <source>Your own points</source>
        <translation>自定义数据</translation>
    </message>
    <message>
        <source>CSV file</source>
        <translation>CSV 文件</translation>
    </message>
    <message>
        <source>Your own formula</source>
        <translation>自定义公式</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>周期</translation>
    </message>
    <message>
        <source>Open data</source>
        <translation>打开数据</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>数据表 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>rows that could not be read: {count}</source>
        <translation>无法读取的行：{count}</translation>
    </message>
    <message>
        <source>line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>A known data set, or your own points</source>
        <translation>已有数据集，或自定义数据</translation>
    </message>
    <message>
        <source>points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Number of points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>How many points are drawn</source>
        <translation>生成多少个点</translation>
    </message>
    <message>
        <source>Seed of the data</source>
        <translation>数据的种子</translation>
    </message>
    <message>
        <source>The same seed draws the same points</source>
        <translation>种子相同，生成的点就相同</translation>
    </message>
    <message>
        <source>Open CSV…</source>
        <translation>打开 CSV…</translation>
    </message>
    <message>
        <source>Read two columns of a CSV file</source>
        <translation>读取 CSV 文件的两列</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Columns for x and y</source>
        <translation>x 和 y 所用的列</translation>
    </message>
    <message>
        <source>Table of points</source>
        <translation>数据点表</translation>
    </message>
    <message>
        <source>Standardise x</source>
        <translation>标准化 x</translation>
    </message>
    <message>
        <source>Descend on (x − mean) / standard deviation instead of x</source>
        <translation>用 (x − 均值) / 标准差 代替 x 进行下降</translation>
    </message>
    <message>
        <source>Prediction y = </source>
        <translation>预测式 y = </translation>
    </message>
    <message>
        <source>A formula in x; every other letter is a parameter to learn: w*x + b, a*sin(k*x) + c</source>
        <translation>x 的公式；其余每个字母都是要学习的参数：w*x + b、a*sin(k*x) + c</translation>
    </message>
    <message>
        <source>Loss function</source>
        <translation>损失函数</translation>
    </message>
    <message>
        <source>Loss formula</source>
        <translation>损失公式</translation>
    </message>
    <message>
        <source>Start of the parameters</source>
        <translation>参数的起点</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Where the parameters begin</source>
        <translation>参数从哪里开始</translation>
    </message>
    <message>
        <source>drawn from N(0, 1)</source>
        <translation>取自 N(0, 1)</translation>
    </message>
    <message>
        <source>given</source>
        <translation>指定</translation>
    </message>
    <message>
        <source>Seed of the start</source>
        <translation>起点的种子</translation>
    </message>
    <message>
        <source>The same seed draws the same start</source>
        <translation>种子相同，起点就相同</translation>
    </message>
    <message>
        <source>Residuals</source>
        <translation>残差</translation>
    </message>
    <message>
        <source>Show how far each point is from the prediction</source>
        <translation>显示每个点与预测相差多少</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>不显示</translation>
    </message>
    <message>
        <source>as lines</source>
        <translation>画成线段</translation>
    </message>
    <message>
        <source>squared, as squares</source>
        <translation>平方，画成正方形</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>批量大小</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批量大小</translation>
    </message>
    <message>
        <source>Points in each update; empty means all</source>
        <translation>每次更新用多少个点；留空表示全部</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>shuffle seed</source>
        <translation>打乱种子</translation>
    </message>
    <message>
        <source>Shuffle seed</source>
        <translation>打乱种子</translation>
    </message>
    <message>
        <source>Decides the order of the mini-batches</source>
        <translation>决定小批量的顺序</translation>
    </message>
    <message>
        <source>Path over the loss</source>
        <translation>损失面上的路径</translation>
    </message>
    <message>
        <source>Points and prediction</source>
        <translation>数据点与预测</translation>
    </message>
    <message>
        <source>Read points from a table on the clipboard (Ctrl+V)</source>
        <translation>从剪贴板上的表格读取数据点（Ctrl+V）</translation>
    </message>
    <message>
        <source>What is minimised</source>
        <translation>最小化的量</translation>
    </message>
    <message>
        <source>One number from y, y_pred and parameters, such as mean((y - y_pred)^2) + 0.1*w^2</source>
        <translation>由 y、y_pred 和参数得出一个数，例如 mean((y - y_pred)^2) + 0.1*w^2</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>Click to add points, paste from a spreadsheet, or choose a data set</source>
        <translation>单击添加点，从电子表格粘贴，或选择数据集</translation>
    </message>
    <message>
        <source>Loss history</source>
        <translation>损失曲线</translation>
    </message>
</context>
<context>
    <name>remedies</name>
    <message>
        <source>Use η = {rate}</source>
        <translation>使用 η = {rate}</translation>
    </message>
    <message>
        <source>Standardise x, η = {rate}</source>
        <translation>标准化 x，η = {rate}</translation>
    </message>
    <message>
        <source>Run {epochs} epochs</source>
        <translation>运行 {epochs} 个执行周期</translation>
    </message>
    <message>
        <source>Lower η along a cosine</source>
        <translation>让 η 沿余弦曲线下降</translation>
    </message>
    <message>
        <source>Use momentum, μ = 0.9</source>
        <translation>使用动量，μ = 0.9</translation>
    </message>
    <message>
        <source>Start at {place}</source>
        <translation>从 {place} 开始</translation>
    </message>
    <message>
        <source>{title}: when tried, the loss ended at {loss} ({outcome}).</source>
        <translation>试算过“{title}”：最后的损失为 {loss}（{outcome}）。</translation>
    </message>
    <message>
        <source>{title}: when tried, f ended at {loss} ({outcome}).</source>
        <translation>试算过“{title}”：最后 f = {loss}（{outcome}）。</translation>
    </message>
    <message>
        <source>Try:</source>
        <translation>试试：</translation>
    </message>
</context>
<context>
    <name>results</name>
    <message>
        <source>at epoch {epochs}: {values}</source>
        <translation>第 {epochs} 个执行周期：{values}</translation>
    </message>
    <message>
        <source>in the original units: {values}</source>
        <translation>按原单位：{values}</translation>
    </message>
    <message>
        <source>exact: {values}</source>
        <translation>精确解：{values}</translation>
    </message>
    <message>
        <source>rows that could not be read: {count}</source>
        <translation>无法读取的行数：{count}</translation>
    </message>
    <message>
        <source>{path}: line {line}, column {column}: {reason}</source>
        <translation>{path}：第 {line} 行，第 {column} 列：{reason}</translation>
    </message>
    <message>
        <source>line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>and {count} more; --json lists them all</source>
        <translation>另有 {count} 行；--json 会列出全部</translation>
    </message>
    <message>
        <source>{number}. {name}: {what}</source>
        <translation>{number}. {name}：{what}</translation>
    </message>
</context>
<context>
    <name>runner_list</name>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>The rule that turns a gradient into a step</source>
        <translation>把梯度变成一步更新的规则</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move up (Alt+Up)</source>
        <translation>上移（Alt+↑）</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move down (Alt+Down)</source>
        <translation>下移（Alt+↓）</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Duplicate this runner (Ctrl+D)</source>
        <translation>复制这个优化器（Ctrl+D）</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove this runner (Alt+Delete)</source>
        <translation>移除这个优化器（Alt+Delete）</translation>
    </message>
    <message>
        <source>Name of the runner</source>
        <translation>参赛优化器的名称</translation>
    </message>
    <message>
        <source>Name of the runner; empty: what its optimizer is called</source>
        <translation>参赛优化器的名称；留空则用所选优化器的名称</translation>
    </message>
    <message>
        <source>Learning rate η of {name}</source>
        <translation>“{name}”的学习率 η</translation>
    </message>
    <message>
        <source>Hide on the map</source>
        <translation>在等高线图上隐藏</translation>
    </message>
    <message>
        <source>Show on the map</source>
        <translation>在等高线图上显示</translation>
    </message>
    <message>
        <source>Hide the settings</source>
        <translation>收起设置</translation>
    </message>
    <message>
        <source>Show all settings</source>
        <translation>展开全部设置</translation>
    </message>
    <message>
        <source>Add runner</source>
        <translation>添加优化器</translation>
    </message>
    <message>
        <source>Add another runner with the same start and budget</source>
        <translation>再添加一个优化器，起点和执行周期数相同</translation>
    </message>
    <message>
        <source>A race has at most {most} runners</source>
        <translation>一场比赛最多 {most} 个优化器</translation>
    </message>
    <message>
        <source>Tune all</source>
        <translation>全部调参</translation>
    </message>
    <message>
        <source>Find for each runner the learning rate that does best with this budget</source>
        <translation>为每个优化器找出在这些执行周期内效果最好的学习率</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the search and keep the learning rates as they were</source>
        <translation>停止搜索，保留原来的学习率</translation>
    </message>
</context>
<context>
    <name>runs</name>
    <message>
        <source>--engine compiled: {reason}</source>
        <translation>不能用 --engine compiled：{reason}</translation>
    </message>
    <message>
        <source>a program is carried out by PyTorch, line by line</source>
        <translation>程序由 PyTorch 逐行执行</translation>
    </message>
</context>
<context>
    <name>save_picture</name>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>{name} could not be written. Choose another folder, and a name that ends in .png.</source>
        <translation>无法写入 {name}。请换一个文件夹，文件名以 .png 结尾。</translation>
    </message>
    <message>
        <source>Picture copied.</source>
        <translation>已复制图形。</translation>
    </message>
</context>
<context>
    <name>schedules</name>
    <message>
        <source>factor of the learning rate</source>
        <translation>学习率的倍数</translation>
    </message>
    <message>
        <source>learning rate of this update</source>
        <translation>这次更新的学习率</translation>
    </message>
    <message>
        <source>number of updates that it spans</source>
        <translation>跨越的更新次数</translation>
    </message>
    <message>
        <source>momentum, or β₁, of this update</source>
        <translation>这次更新的动量（或 β₁）</translation>
    </message>
    <message>
        <source>highest learning rate</source>
        <translation>最高学习率</translation>
    </message>
    <message>
        <source>first learning rate</source>
        <translation>最初的学习率</translation>
    </message>
    <message>
        <source>last learning rate</source>
        <translation>最后的学习率</translation>
    </message>
    <message>
        <source>update at which the rate is highest</source>
        <translation>学习率最高的那次更新</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>The learning rate stays as it is.</source>
        <translation>学习率保持不变。</translation>
    </message>
    <message>
        <source>Step decay</source>
        <translation>阶梯衰减</translation>
    </message>
    <message>
        <source>updates from one drop to the next</source>
        <translation>两次下降之间的更新次数</translation>
    </message>
    <message>
        <source>The learning rate is multiplied by γ every s updates: large steps at first, fine ones near the end.</source>
        <translation>每 s 次更新把学习率乘以 γ：先走大步，临近结束时走小步。</translation>
    </message>
    <message>
        <source>Exponential decay</source>
        <translation>指数衰减</translation>
    </message>
    <message>
        <source>The learning rate is multiplied by γ with every update. If it falls too fast, the run stops short of the minimum.</source>
        <translation>每次更新都把学习率乘以 γ。若降得太快，运行会停在半路，到不了极小值点。</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>updates down to the least rate (0: the run)</source>
        <translation>降到最低学习率的更新次数（0：整次运行）</translation>
    </message>
    <message>
        <source>least learning rate</source>
        <translation>最低学习率</translation>
    </message>
    <message>
        <source>The learning rate falls along half a cosine: slowly at first, slowly again at the end. After T updates it rises again.</source>
        <translation>学习率沿半个余弦下降：开头慢，末尾又慢。T 次更新之后重新上升。</translation>
    </message>
    <message>
        <source>One cycle</source>
        <translation>单循环（1cycle）</translation>
    </message>
    <message>
        <source>highest rate (0: the optimizer&apos;s)</source>
        <translation>最高学习率（0：优化器的学习率）</translation>
    </message>
    <message>
        <source>updates of the cycle (0: the run)</source>
        <translation>循环的更新次数（0：整次运行）</translation>
    </message>
    <message>
        <source>share of the cycle that rises</source>
        <translation>循环中上升部分的比例</translation>
    </message>
    <message>
        <source>cycle the momentum</source>
        <translation>循环调整动量</translation>
    </message>
    <message>
        <source>least momentum</source>
        <translation>最小动量</translation>
    </message>
    <message>
        <source>greatest momentum</source>
        <translation>最大动量</translation>
    </message>
    <message>
        <source>highest over first rate</source>
        <translation>最高与最初学习率之比</translation>
    </message>
    <message>
        <source>first over last rate</source>
        <translation>最初与最后学习率之比</translation>
    </message>
    <message>
        <source>The learning rate rises to its highest and falls to almost nothing, along cosines, in one run. Where the optimizer has a momentum, or β₁, it is lowest where the rate is highest, as in PyTorch.</source>
        <translation>在一次运行中，学习率沿余弦升到最高，再降到几乎为零。若优化器有动量（或 β₁），则学习率最高时它最低，与 PyTorch 相同。</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>first rate as a fraction of η</source>
        <translation>起始学习率与 η 之比</translation>
    </message>
    <message>
        <source>final rate as a fraction of η</source>
        <translation>最终学习率与 η 之比</translation>
    </message>
    <message>
        <source>number of updates to get there</source>
        <translation>过渡的更新次数</translation>
    </message>
    <message>
        <source>The learning rate grows in equal steps to its full size, so that the first updates do not go too far.</source>
        <translation>学习率等量增加到全值，避免开始时几次更新走得过远。</translation>
    </message>
</context>
<context>
    <name>self_test</name>
    <message>
        <source>{name} is {found} instead of {expected}</source>
        <translation>{name} 是 {found}，应为 {expected}</translation>
    </message>
    <message>
        <source>{lab}: autograd engine</source>
        <translation>{lab}：autograd 引擎</translation>
    </message>
    <message>
        <source>{lab}: compiled engine</source>
        <translation>{lab}：编译引擎</translation>
    </message>
    <message>
        <source>{lab}: first row without PyTorch</source>
        <translation>{lab}：不用 PyTorch 的第一行</translation>
    </message>
    <message>
        <source>functions of formulas, both engines</source>
        <translation>公式中的函数，两种引擎</translation>
    </message>
    <message>
        <source>verdicts</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>programs, in a process of their own</source>
        <translation>程序（在单独的进程中）</translation>
    </message>
    <message>
        <source>a program that does not end, stopped</source>
        <translation>停止一个不会结束的程序</translation>
    </message>
    <message>
        <source>experiment files</source>
        <translation>实验文件</translation>
    </message>
    <message>
        <source>{key} is read back as another experiment</source>
        <translation>{key} 读回后成了另一个实验</translation>
    </message>
    <message>
        <source>encodings of tables</source>
        <translation>表格的编码</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>the session of an open window is taken from it</source>
        <translation>打开的窗口的会话被取走</translation>
    </message>
    <message>
        <source>a session is brought back as another one</source>
        <translation>恢复的会话与保存的不同</translation>
    </message>
    <message>
        <source>translations</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>there is none into {language}</source>
        <translation>没有 {language} 的翻译</translation>
    </message>
    <message>
        <source>help and versions</source>
        <translation>帮助与版本</translation>
    </message>
    <message>
        <source>the version of {name} is not known</source>
        <translation>不知道 {name} 的版本</translation>
    </message>
    <message>
        <source>fonts and icons</source>
        <translation>字体与图标</translation>
    </message>
    <message>
        <source>{name} cannot be drawn</source>
        <translation>无法绘制 {name}</translation>
    </message>
    <message>
        <source>{title}: {found}</source>
        <translation>{title}：{found}</translation>
    </message>
    <message>
        <source>not done after {seconds} s</source>
        <translation>{seconds} s 后仍未完成</translation>
    </message>
    <message>
        <source>the picture is blank</source>
        <translation>图形是空白的</translation>
    </message>
    <message>
        <source>typeset formulas</source>
        <translation>公式排版</translation>
    </message>
    <message>
        <source>formulas are shown as plain text</source>
        <translation>公式以纯文本显示</translation>
    </message>
    <message>
        <source>{lab}: picture of a run</source>
        <translation>{lab}：一次运行的图形</translation>
    </message>
    <message>
        <source>{lab}: window with typeset formulas</source>
        <translation>{lab}：窗口与排版的公式</translation>
    </message>
    <message>
        <source>presenting, light and dark</source>
        <translation>演示，浅色与深色</translation>
    </message>
    <message>
        <source>3-D view</source>
        <translation>三维视图</translation>
    </message>
    <message>
        <source>no OpenGL here: surfaces are shown on the map only</source>
        <translation>这里没有 OpenGL，曲面只能显示为等高线图</translation>
    </message>
    <message>
        <source>running, stopping and closing</source>
        <translation>运行、停止与关闭</translation>
    </message>
    <message>
        <source>a thread has not ended</source>
        <translation>有一个线程没有结束</translation>
    </message>
</context>
<context>
    <name>session</name>
    <message>
        <source>an experiment of another lab</source>
        <translation>属于其他实验室的实验</translation>
    </message>
    <message>
        <source>it is not a session</source>
        <translation>它不是会话文件</translation>
    </message>
    <message>
        <source>a newer version of the program has written it</source>
        <translation>它由更新版本的程序写成</translation>
    </message>
    <message>
        <source>there is no such version</source>
        <translation>没有这个版本</translation>
    </message>
    <message>
        <source>not what views are kept as</source>
        <translation>视图的格式不正确</translation>
    </message>
    <message>
        <source>no file can have that name</source>
        <translation>文件不能使用这个名称</translation>
    </message>
    <message>
        <source>the file of its points is damaged or missing</source>
        <translation>数据点文件已损坏或缺失</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>{file} was ignored: {reason}.</source>
        <translation>已忽略 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{file} has settings that are unknown and were ignored: {settings}.</source>
        <translation>{file} 中有无法识别的设置，已忽略：{settings}。</translation>
    </message>
    <message>
        <source>there is no home folder</source>
        <translation>没有用户主目录</translation>
    </message>
    <message>
        <source>Settings will be lost when this window is closed: {reason}.</source>
        <translation>关闭窗口后不会保留设置：{reason}。</translation>
    </message>
    <message>
        <source>Settings that made no sense were reset: {settings}.</source>
        <translation>以下设置无法理解，已重置：{settings}。</translation>
    </message>
    <message>
        <source>{file} is damaged: settings that could not be read were reset.</source>
        <translation>{file} 已损坏：无法读取的设置已恢复默认值。</translation>
    </message>
    <message>
        <source>{file} cannot be written</source>
        <translation>无法写入 {file}</translation>
    </message>
    <message>
        <source>--{name} was ignored: the administrator has set {value}.</source>
        <translation>已忽略 --{name}：管理员已将其设为 {value}。</translation>
    </message>
    <message>
        <source>{file} cannot be written: changes of settings are lost.</source>
        <translation>无法写入 {file}：对设置的更改会丢失。</translation>
    </message>
    <message>
        <source>it is not written in UTF-8</source>
        <translation>文件不是 UTF-8 编码</translation>
    </message>
    <message>
        <source>line {line} is not understood</source>
        <translation>无法识别第 {line} 行</translation>
    </message>
</context>
<context>
    <name>shown_case</name>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Case beyond the book</source>
        <translation>书外案例</translation>
    </message>
    <message>
        <source>Changed from</source>
        <translation>改自</translation>
    </message>
    <message>
        <source>Case of the book</source>
        <translation>书中案例</translation>
    </message>
    <message>
        <source>{lab} · More</source>
        <translation>{lab} · 更多</translation>
    </message>
</context>
<context>
    <name>step_explanation</name>
    <message>
        <source>Pause, or step with →, to see a step taken apart.</source>
        <translation>暂停，或按 → 单步，即可查看这一步的拆解。</translation>
    </message>
    <message>
        <source>Update of {name}</source>
        <translation>{name} 的更新</translation>
    </message>
    <message>
        <source>For all parameters</source>
        <translation>所有参数共用</translation>
    </message>
    <message>
        <source>zero: forget the last gradient</source>
        <translation>清零：清除上一次的梯度</translation>
    </message>
    <message>
        <source>The step is taken apart once PyTorch is loaded.</source>
        <translation>PyTorch 载入后即可查看这一步的拆解。</translation>
    </message>
    <message>
        <source>The run ends here: all epochs are done, and no update follows.</source>
        <translation>运行到此结束：全部执行周期已完成，之后不再更新。</translation>
    </message>
    <message>
        <source>The run ends here: the gradient norm is below the tolerance, and no update follows.</source>
        <translation>运行到此结束：梯度范数已低于容差，之后不再更新。</translation>
    </message>
    <message>
        <source>The run ends with the next update, which makes it diverge.</source>
        <translation>下一次更新使运行发散，运行随之结束。</translation>
    </message>
    <message>
        <source>forward: compute the prediction</source>
        <translation>正向传导：计算预测值</translation>
    </message>
    <message>
        <source>forward: compute the function</source>
        <translation>正向传导：计算函数值</translation>
    </message>
    <message>
        <source>loss: the value to be minimised</source>
        <translation>损失：要最小化的值</translation>
    </message>
    <message>
        <source>backward: autograd finds the gradient</source>
        <translation>反向传导：自动微分求出梯度</translation>
    </message>
    <message>
        <source>update: step against the gradient</source>
        <translation>更新：沿负梯度走一步</translation>
    </message>
    <message>
        <source>… ({count} in all)</source>
        <translation>…（共 {count} 个）</translation>
    </message>
</context>
<context>
    <name>step_parts</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Learning-rate schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>How the learning rate η changes from update to update</source>
        <translation>学习率 η 如何随每次更新变化</translation>
    </message>
    <message>
        <source>Gradient clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>A bound for the gradient that the optimizer receives</source>
        <translation>为优化器收到的梯度设定上限</translation>
    </message>
    <message>
        <source>Gradient noise</source>
        <translation>梯度噪声</translation>
    </message>
    <message>
        <source>Random numbers added to the gradient, the same for the same seed</source>
        <translation>加到梯度上的随机数；种子相同，数就相同</translation>
    </message>
    <message>
        <source>Schedule, clipping, noise</source>
        <translation>调度、裁剪、噪声</translation>
    </message>
    <message>
        <source>{title} · {count} on</source>
        <translation>{title} · 已启用 {count} 项</translation>
    </message>
    <message>
        <source>What happens to the gradient before the step</source>
        <translation>梯度与更新之间的处理</translation>
    </message>
</context>
<context>
    <name>surface</name>
    <message>
        <source>Surface</source>
        <translation>曲面</translation>
    </message>
    <message>
        <source>{shown} of {count} points marked</source>
        <translation>标出 {count} 个驻点中的 {shown} 个</translation>
    </message>
    <message>
        <source>f − f*</source>
        <translation>f − f*</translation>
    </message>
    <message>
        <source>See optimizers race over a function of two variables.</source>
        <translation>观察多个优化器在二元函数上比赛。</translation>
    </message>
    <message>
        <source>Watch the paths: all runners start at the same point, and each takes its own steps.</source>
        <translation>观察这些路径：所有优化器从同一起点出发，各走各的路。</translation>
    </message>
    <message>
        <source>gradient norm ‖∇f‖</source>
        <translation>梯度范数 ‖∇f‖</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>周期</translation>
    </message>
    <message>
        <source>Colours of the map</source>
        <translation>等高线图的颜色</translation>
    </message>
    <message>
        <source>What the colours of the map mean</source>
        <translation>等高线图颜色的含义</translation>
    </message>
    <message>
        <source>Colours: height f</source>
        <translation>颜色：高度 f</translation>
    </message>
    <message>
        <source>Dark is low, bright is high</source>
        <translation>越暗越低，越亮越高</translation>
    </message>
    <message>
        <source>Colours: basins</source>
        <translation>颜色：吸引域</translation>
    </message>
    <message>
        <source>The minimum that the selected runner reaches from every start</source>
        <translation>所选优化器从每个起点出发到达的极小值点</translation>
    </message>
    <message>
        <source>Colours: speed</source>
        <translation>颜色：快慢</translation>
    </message>
    <message>
        <source>How many epochs the selected runner needs from every start</source>
        <translation>所选优化器从每个起点出发所需的执行周期数</translation>
    </message>
    <message>
        <source>−∇f</source>
        <translation>−∇f</translation>
    </message>
    <message>
        <source>Arrows along the negative gradient: where plain descent goes</source>
        <translation>沿负梯度方向的箭头：普通梯度下降前进的方向</translation>
    </message>
    <message>
        <source>3-D</source>
        <translation>三维</translation>
    </message>
    <message>
        <source>The same surface and paths in space; turn it with the mouse</source>
        <translation>空间中的同一曲面与路径；用鼠标旋转</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Share of the starts that are computed</source>
        <translation>已计算的起点比例</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>自定义函数</translation>
    </message>
    <message>
        <source>Type any function of x and y below</source>
        <translation>在下面输入任意一个 x 和 y 的函数</translation>
    </message>
    <message>
        <source>Learning rate η of {name}</source>
        <translation>“{name}”的学习率 η</translation>
    </message>
    <message>
        <source>Function f(x, y)</source>
        <translation>函数 f(x, y)</translation>
    </message>
    <message>
        <source>A named function, or your own</source>
        <translation>选择已有函数，或输入自定义函数</translation>
    </message>
    <message>
        <source>f(x, y) =</source>
        <translation>f(x, y) =</translation>
    </message>
    <message>
        <source>Type a function of x and y, such as (1 - x)^2 + 100(y - x^2)^2</source>
        <translation>输入 x 和 y 的函数，例如 (1 - x)^2 + 100(y - x^2)^2</translation>
    </message>
    <message>
        <source>Start (x₀, y₀)</source>
        <translation>起点 (x₀, y₀)</translation>
    </message>
    <message>
        <source>Where all runners begin; or drag the start on the map, or click there</source>
        <translation>所有优化器的起点；也可以在等高线图上拖动起点，或点击等高线图</translation>
    </message>
    <message>
        <source>x of the start</source>
        <translation>起点的 x</translation>
    </message>
    <message>
        <source>y of the start</source>
        <translation>起点的 y</translation>
    </message>
    <message>
        <source>Domain: x and y from … to …</source>
        <translation>范围：x 和 y 从…到…</translation>
    </message>
    <message>
        <source>Least x</source>
        <translation>x 的下限</translation>
    </message>
    <message>
        <source>Largest x</source>
        <translation>x 的上限</translation>
    </message>
    <message>
        <source>Least y</source>
        <translation>y 的下限</translation>
    </message>
    <message>
        <source>Largest y</source>
        <translation>y 的上限</translation>
    </message>
    <message>
        <source>{name} that the map shows at first</source>
        <translation>等高线图最初显示的{name}</translation>
    </message>
    <message>
        <source>Count epochs to f − f* &lt;</source>
        <translation>统计达到 f − f* &lt; 的执行周期数</translation>
    </message>
    <message>
        <source>Goal of the race</source>
        <translation>比赛目标</translation>
    </message>
    <message>
        <source>The table counts the epochs until f is this close to its lowest value f*</source>
        <translation>表格统计 f 与最低值 f* 的差小于此数所需的执行周期数</translation>
    </message>
    <message>
        <source>Finding out whether the 3-D view can be shown here…</source>
        <translation>正在检查这里能否显示三维视图…</translation>
    </message>
    <message>
        <source>Map of f(x, y)</source>
        <translation>f(x, y) 等高线图</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>f</source>
        <translation>f</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>执行周期数</translation>
    </message>
    <message>
        <source>{name}, up to epoch {budget}</source>
        <translation>{name}，至第 {budget} 个执行周期</translation>
    </message>
    <message>
        <source>{name}, up to epoch {budget} of {epochs}: all would take too long</source>
        <translation>{name}，至第 {budget} 个执行周期（共 {epochs} 个，全部计算耗时过长）</translation>
    </message>
    <message>
        <source>Trying learning rates for every runner …</source>
        <translation>正在为每个优化器尝试学习率…</translation>
    </message>
    <message>
        <source>Tuned from this start up to epoch {epochs}.</source>
        <translation>已从此起点调参，至第 {epochs} 个执行周期。</translation>
    </message>
    <message>
        <source>diverges with each of {count} rates from {low} to {high}</source>
        <translation>从 {low} 到 {high} 试了 {count} 个学习率，全部发散</translation>
    </message>
    <message>
        <source>best η of {count} tried between {low} and {high}: {rate}, f = {loss} at the end</source>
        <translation>从 {low} 到 {high} 试了 {count} 个学习率，最佳 η = {rate}，最终 f = {loss}</translation>
    </message>
    <message>
        <source>best η of {count} tried between {low} and {high}: {rate}, reached at epoch {epochs}</source>
        <translation>从 {low} 到 {high} 试了 {count} 个学习率，最佳 η = {rate}，第 {epochs} 个执行周期到达</translation>
    </message>
    <message>
        <source>f(x, y) in space</source>
        <translation>空间中的 f(x, y)</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>{name}: {verdict}</source>
        <translation>{name}：{verdict}</translation>
    </message>
    <message>
        <source>By the curvature at ({x}, {y}): stable there below {limit}</source>
        <translation>按 ({x}, {y}) 处的曲率：在那里低于 {limit} 时稳定</translation>
    </message>
</context>
<context>
    <name>surface3d</name>
    <message>
        <source>The 3-D view needs a screen with OpenGL, and this one has none.</source>
        <translation>三维视图需要支持 OpenGL 的屏幕，而当前屏幕不支持。</translation>
    </message>
    <message>
        <source>The 3-D view needs the package PyOpenGL, which is not installed.</source>
        <translation>三维视图需要 PyOpenGL 包，但尚未安装。</translation>
    </message>
    <message>
        <source>3-D needs OpenGL 2.1: install the graphics driver (Debian: libgl1-mesa-dri).</source>
        <translation>三维视图需要 OpenGL 2.1：请安装显卡驱动程序（Debian：libgl1-mesa-dri）。</translation>
    </message>
    <message>
        <source>Drag or Alt+arrows to turn, wheel to zoom, double click to reset the view</source>
        <translation>拖动或按 Alt+方向键可旋转，滚轮缩放，双击还原视图</translation>
    </message>
</context>
<context>
    <name>surfaces</name>
    <message>
        <source>Round bowl</source>
        <translation>圆碗</translation>
    </message>
    <message>
        <source>It curves alike in all directions, so the gradient points away from the minimum exactly: the path is straight, and each step makes the distance shorter by the factor 1 − 2η.</source>
        <translation>各个方向的弯曲程度相同，所以梯度恰好背离极小值点：路径是直线，每一步都把距离缩短为原来的 1 − 2η 倍。</translation>
    </message>
    <message>
        <source>Stretched bowl</source>
        <translation>拉长的碗</translation>
    </message>
    <message>
        <source>The condition number is 100, the factor of y²: try others. Across the valley the steps oscillate, and from η = 2/100 on the oscillation never ends, while along it they are too short to make progress.</source>
        <translation>条件数是 100，即 y² 的系数：可以试试别的。横穿谷的方向上来回振荡，从 η = 2/100 起振荡不再停止；而沿谷的方向上更新量太小，前进缓慢。</translation>
    </message>
    <message>
        <source>A bowl whose axes are diagonals of x and y. The eigenvalues of its Hessian are 2 and 18, so with η = 0.1 every step jumps over the valley: the factor along the steep axis is 1 − 0.1·18 = −0.8.</source>
        <translation>主轴沿对角线方向的碗形。海森矩阵的特征值是 2 和 18，所以 η = 0.1 时每一步都越过谷底：陡的方向上的系数是 1 − 0.1·18 = −0.8。</translation>
    </message>
    <message>
        <source>A valley along the diagonal, 25 times flatter than across: the descent drops into it within 10 steps and then spends hundreds on its floor. Rules that scale x and y apart cannot scale a diagonal.</source>
        <translation>沿对角线的谷，比横向平缓 25 倍：梯度下降在 10 步之内落到谷底，然后要走几百步。分别缩放 x 和 y 的方法无法缩放对角线方向。</translation>
    </message>
    <message>
        <source>Walls 180 000 high at the corners, and a plain between them. From (−2, 2) with η = 0.001 the descent follows a valley that falls without end and never comes to the minimum.</source>
        <translation>四角是高 180 000 的陡壁，中间是平地。从 (−2, 2) 出发，取 η = 0.001，梯度下降沿着一条不断下降的谷走，到不了极小值点。</translation>
    </message>
    <message>
        <source>Four minima, all equally deep, around one maximum at (−0.27, −0.92). The start is beside it: move it a little, to (−0.5, −1), and another of the four is found.</source>
        <translation>四个一样深的极小值点围着 (−0.27, −0.92) 处的一个极大值点。起点就在它旁边：把起点移动一点，例如移到 (−0.5, −1)，就会找到另一个。</translation>
    </message>
    <message>
        <source>Two minima in x times two in y make four. From this side of the maximum the descent converges to the highest of them, f = −50.06; the lowest is f = −78.33.</source>
        <translation>x 方向两个极小值点，y 方向两个，一共四个。从极大值点的这一侧出发，收敛到其中最高的一个，f = −50.06；最低的是 f = −78.33。</translation>
    </message>
    <message>
        <source>Three minima in a row, the lowest in the middle. Plain descent stops in the outer one, at f = 0.2986; momentum carries the point over the pass to f = 0.</source>
        <translation>三个极小值点排成一列，中间的最低。普通梯度下降停在外侧的一个，f = 0.2986；动量法使点越过山口，到达 f = 0。</translation>
    </message>
    <message>
        <source>Six minima in pairs, two of them the lowest. The start is beside a maximum: from places all around that, four of the six are found.</source>
        <translation>六个极小值点两两成对，其中两个最低。起点在一个极大值点旁边：从它周围各处出发，能找到六个中的四个。</translation>
    </message>
    <message>
        <source>A valley with waves along its floor, each trough lower than the one before by π. The descent stops in the first trough it meets, at f = 1.228; the other is at −1.913.</source>
        <translation>谷底有波纹的谷，每个波谷都比前一个低 π。梯度下降停在遇到的第一个波谷，f = 1.228；另一个是 −1.913。</translation>
    </message>
    <message>
        <source>The lowest value is 3 and the corners are near a million, so the learning rate that the walls allow is far too small for the floor. There are three more minima, at 30, 84 and 840.</source>
        <translation>最小值是 3，而四角接近一百万，陡壁所允许的学习率对谷底来说太小了。另有三个极小值：30、84、840。</translation>
    </message>
    <message>
        <source>A bowl with more than a hundred ripples: plain descent stops in the nearest, at f = 19.90. With a learning rate of 0.01 it jumps from ripple to ripple and converges in none.</source>
        <translation>带有一百多个波纹的碗形：普通梯度下降停在最近的一个，f = 19.90。学习率取 0.01 时，点在波纹之间跳来跳去，不收敛到任何一个。</translation>
    </message>
    <message>
        <source>A funnel in a rippled plain. Its tip is a kink, around which the gradient does not vanish, so that a run from (0.3, 0.2) reaches it and keeps jumping about it.</source>
        <translation>布满波纹的平地上的漏斗。漏斗底是尖点，周围的梯度不趋于零，所以从 (0.3, 0.2) 出发的运行到达那里之后一直在周围跳动。</translation>
    </message>
    <message>
        <source>One minimum in a plain that is almost flat. For 50 epochs there is nothing to see, after 10 more the run is at the bottom; from a start farther out the gradient is too small to show the way.</source>
        <translation>几乎平坦的地面上只有一个极小值点。前 50 个执行周期看不出变化，再过 10 个就到了底；起点更远时，梯度太小，看不出方向。</translation>
    </message>
    <message>
        <source>The plateau slopes gently to the edge of a cliff. The one step that begins on its face carries the point from x = 0.08 to x = −6.9, and clipping the gradient keeps it at the foot.</source>
        <translation>平台区缓缓倾向崖边。从崖壁出发的那一步把点从 x = 0.08 带到 x = −6.9，裁剪梯度则使它留在崖脚。</translation>
    </message>
    <message>
        <source>At the saddle the gradient is zero, but it is no minimum: from y = 0 exactly the descent halts there, from y = 0.001 it stays near for 40 epochs and then goes down without end.</source>
        <translation>鞍点处的梯度是零，但它不是极小值点：恰好从 y = 0 出发，梯度下降停在那里；从 y = 0.001 出发，它在附近停留 40 个执行周期，然后不断下降，没有下界。</translation>
    </message>
    <message>
        <source>Booth&apos;s bowl</source>
        <translation>Booth 碗</translation>
    </message>
    <message>
        <source>Matyas&apos;s valley</source>
        <translation>Matyas 谷</translation>
    </message>
    <message>
        <source>Rosenbrock&apos;s valley</source>
        <translation>Rosenbrock 谷</translation>
    </message>
    <message>
        <source>The floor of the curved valley is found at once, and then it is a long way along it. Momentum and adaptive rules get along it far sooner than plain descent.</source>
        <translation>弯曲的谷底一步就能找到，但沿着谷底还有很长的路要走。动量法和自适应方法远比普通梯度下降走得快。</translation>
    </message>
    <message>
        <source>Winding valley</source>
        <translation>弯曲的谷</translation>
    </message>
    <message>
        <source>A long valley that bends left and right: its floor is the sine, and falls only gently to the middle. Momentum is far ahead of plain descent here, and Adam far behind: it divides by a mean that still contains the large gradients of the first steps.</source>
        <translation>左右弯曲的长谷：谷底是正弦曲线，向中间缓缓降低。动量法在这里远远快于普通梯度下降，Adam 则远远落后：它要除以最初几步积累的大梯度。</translation>
    </message>
    <message>
        <source>Beale&apos;s function</source>
        <translation>Beale 函数</translation>
    </message>
    <message>
        <source>Himmelblau&apos;s function</source>
        <translation>Himmelblau 函数</translation>
    </message>
    <message>
        <source>Styblinski and Tang&apos;s function</source>
        <translation>Styblinski–Tang 函数</translation>
    </message>
    <message>
        <source>Three-hump camel</source>
        <translation>三峰驼函数</translation>
    </message>
    <message>
        <source>Six-hump camel</source>
        <translation>六峰驼函数</translation>
    </message>
    <message>
        <source>McCormick&apos;s slope</source>
        <translation>McCormick 斜坡</translation>
    </message>
    <message>
        <source>Goldstein and Price&apos;s function</source>
        <translation>Goldstein–Price 函数</translation>
    </message>
    <message>
        <source>Rastrigin&apos;s function</source>
        <translation>Rastrigin 函数</translation>
    </message>
    <message>
        <source>Ackley&apos;s function</source>
        <translation>Ackley 函数</translation>
    </message>
    <message>
        <source>Easom&apos;s well</source>
        <translation>Easom 谷</translation>
    </message>
    <message>
        <source>Plateau with a cliff</source>
        <translation>平台区与陡崖</translation>
    </message>
    <message>
        <source>Saddle</source>
        <translation>鞍面</translation>
    </message>
    <message>
        <source>Monkey saddle</source>
        <translation>猴鞍面</translation>
    </message>
    <message>
        <source>Three valleys, for two legs and a tail, and three ridges meet. In the middle the Hessian is zero too, so only the third derivatives tell what it is.</source>
        <translation>三条谷（容纳两条腿和一条尾巴）与三道脊在此相会。中央的海森矩阵也是零，所以只有三阶导数才能说明它是什么。</translation>
    </message>
</context>
<context>
    <name>table_cells</name>
    <message>
        <source>&apos;{name}&apos; is in days since {first}.</source>
        <translation>“{name}”按距 {first} 的天数计。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a time in hours.</source>
        <translation>“{name}”是时间，以小时计。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is in {unit}.</source>
        <translation>“{name}”的单位是 {unit}。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; has thousands separators, as in {text}.</source>
        <translation>“{name}”带有千位分隔符，如 {text}。</translation>
    </message>
    <message>
        <source>Numbers in brackets in &apos;{name}&apos; are negative.</source>
        <translation>“{name}”中括号里的数是负数。</translation>
    </message>
    <message>
        <source>Marks of footnotes in &apos;{name}&apos; were left out.</source>
        <translation>“{name}”中的脚注标记已略去。</translation>
    </message>
</context>
<context>
    <name>table_layout</name>
    <message>
        <source>no table of numbers found: two columns are needed, with a comma, semicolon or tab between them</source>
        <translation>没有找到数表：需要两列，中间用逗号、分号或制表符隔开</translation>
    </message>
    <message>
        <source>the table has more than {limit} columns</source>
        <translation>表格超过 {limit} 列</translation>
    </message>
    <message>
        <source>the header names {names} columns, but the rows have {cells} cells; where the comma is the decimal mark, use a semicolon between the cells</source>
        <translation>标题行有 {names} 列，而各行有 {cells} 个单元格；如果逗号是小数点，请用分号隔开单元格</translation>
    </message>
</context>
<context>
    <name>table_rows</name>
    <message>
        <source>the table has more than {rows} rows or {cells} cells</source>
        <translation>表格超过 {rows} 行或 {cells} 个单元格</translation>
    </message>
</context>
<context>
    <name>table_text</name>
    <message>
        <source>this is not a text file; save the table as CSV (UTF-8)</source>
        <translation>这不是文本文件；请把表格另存为 CSV (UTF-8)</translation>
    </message>
    <message>
        <source>this is JSON, not a table; save the table as CSV (UTF-8)</source>
        <translation>这是 JSON，不是表格；请把表格另存为 CSV (UTF-8)</translation>
    </message>
</context>
<context>
    <name>tables</name>
    <message>
        <source>The file does not name its encoding; it was read as {encoding}.</source>
        <translation>文件没有注明编码，已按 {encoding} 读取。</translation>
    </message>
    <message>
        <source>Lines left out above the numbers: {lines}.</source>
        <translation>数字上方略去的行：{lines}。</translation>
    </message>
    <message>
        <source>The table lies on its side: its rows were read as columns.</source>
        <translation>表格是横放的：已把它的行当作列读取。</translation>
    </message>
    <message>
        <source>The numbers of the first row are the names of the columns.</source>
        <translation>第一行的数字是各列的名称。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no column of numbers; line {line}: {reason}.</source>
        <translation>“{name}”不是数字列；第 {line} 行：{reason}。</translation>
    </message>
    <message>
        <source>The comma is the decimal mark.</source>
        <translation>逗号是小数点。</translation>
    </message>
    <message>
        <source>there is no column &apos;{name}&apos;; did you mean &apos;{close}&apos;? The columns are {known}</source>
        <translation>没有“{name}”这一列；是不是“{close}”？现有各列：{known}</translation>
    </message>
    <message>
        <source>there is no column &apos;{name}&apos;; the columns are {known}</source>
        <translation>没有“{name}”这一列；现有各列：{known}</translation>
    </message>
    <message>
        <source>x is &apos;{x}&apos; and y is &apos;{y}&apos;, the first two columns of numbers after {passed}, which numbers the rows.</source>
        <translation>x 是“{x}”，y 是“{y}”：它们是 {passed}（行号）之后的前两列数字。</translation>
    </message>
    <message>
        <source>x is &apos;{x}&apos; and y is &apos;{y}&apos;, the first two of {count} columns of numbers.</source>
        <translation>x 是“{x}”，y 是“{y}”：它们是 {count} 列数字中的前两列。</translation>
    </message>
    <message>
        <source>x is &apos;{x}&apos; and y is &apos;{y}&apos;, the two columns of numbers.</source>
        <translation>x 是“{x}”，y 是“{y}”：只有这两列数字。</translation>
    </message>
    <message>
        <source>two columns of numbers are needed; line {line}: {reason}</source>
        <translation>需要两列数；第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>two columns of numbers are needed</source>
        <translation>需要两列数</translation>
    </message>
    <message>
        <source>&apos;{name}&apos;</source>
        <translation>“{name}”</translation>
    </message>
    <message>
        <source>x is &apos;{x}&apos; and y is &apos;{y}&apos;, the first two columns of numbers after {passed}, which numbers the rows or is the same in all.</source>
        <translation>x 是“{x}”，y 是“{y}”：它们是 {passed}（行号，或各行都相同）之后的前两列数字。</translation>
    </message>
    <message>
        <source>no row has numbers in both columns; line {line}: {reason}</source>
        <translation>没有一行在两列中都有数；第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>the cell in column &apos;{name}&apos; is not a number</source>
        <translation>“{name}”列的单元格不是数</translation>
    </message>
    <message>
        <source>the cell in column &apos;{name}&apos; is empty</source>
        <translation>“{name}”列的单元格为空</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; in column &apos;{name}&apos; is not a number</source>
        <translation>“{name}”列的“{text}”不是数</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; in column &apos;{name}&apos; is not a finite number</source>
        <translation>“{name}”列的“{text}”不是有限的数</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; in column &apos;{name}&apos; is beyond 1e150 in size</source>
        <translation>“{name}”列的“{text}”绝对值超过 1e150</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; in column &apos;{name}&apos; could be a decimal fraction or thousands; write it without a separator</source>
        <translation>“{name}”列的“{text}”可能是小数或千位分隔；请不用分隔符书写</translation>
    </message>
    <message>
        <source>fewer cells than the table has columns: {count}</source>
        <translation>该行只有 {count} 个单元格，少于表格的列数</translation>
    </message>
    <message>
        <source>more cells than the table has columns: {count}</source>
        <translation>该行有 {count} 个单元格，多于表格的列数</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; in column &apos;{name}&apos; does not have the unit of the other cells</source>
        <translation>“{name}”列中的“{text}”与其他单元格的单位不同</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; in column &apos;{name}&apos; could begin with the day or the month; write it as 2024-01-31</source>
        <translation>“{name}”列中的“{text}”可能以日或月开头；请写成 2024-01-31 的形式</translation>
    </message>
    <message>
        <source>a quotation mark opens and is never closed</source>
        <translation>引号没有配对</translation>
    </message>
    <message>
        <source>there is no file &apos;{name}&apos;</source>
        <translation>没有文件“{name}”</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a folder, not a file</source>
        <translation>“{name}”是文件夹，不是文件</translation>
    </message>
    <message>
        <source>reading &apos;{name}&apos; is not permitted</source>
        <translation>没有读取“{name}”的权限</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; cannot be read</source>
        <translation>无法读取“{name}”</translation>
    </message>
    <message>
        <source>the file is larger than {limit} MB</source>
        <translation>文件超过 {limit} MB</translation>
    </message>
    <message>
        <source>the table has a header but no rows</source>
        <translation>表格只有表头，没有数据行</translation>
    </message>
</context>
<context>
    <name>tensor_table</name>
    <message>
        <source>changed</source>
        <translation>已改变</translation>
    </message>
    <message>
        <source>The values of the tensor</source>
        <translation>张量的值</translation>
    </message>
    <message>
        <source>Whether operations on it are recorded for the backward pass</source>
        <translation>是否记录对它的运算，供反向传导使用</translation>
    </message>
    <message>
        <source>The gradient accumulated so far; None until a backward pass reaches it</source>
        <translation>到目前为止累加的梯度；反向传导到达之前为 None</translation>
    </message>
    <message>
        <source>The backward function of the operation that made it; None for a leaf</source>
        <translation>生成它的运算的反向函数；叶子张量为 None</translation>
    </message>
    <message>
        <source>Whether it is a leaf: made by no recorded operation</source>
        <translation>是否为叶子张量（不由记录的运算得到）</translation>
    </message>
    <message>
        <source>How many entries it has along each axis</source>
        <translation>每个轴上的元素个数</translation>
    </message>
    <message>
        <source>The type of its entries</source>
        <translation>元素的类型</translation>
    </message>
    <message>
        <source>Whether an intermediate tensor keeps its gradient: retain_grad()</source>
        <translation>中间张量是否保留梯度：retain_grad()</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Every tensor that the program names gets a row here.</source>
        <translation>程序中命名的每个张量在这里占一行。</translation>
    </message>
    <message>
        <source>Tensors and their attributes</source>
        <translation>张量及其属性</translation>
    </message>
</context>
<context>
    <name>understood</name>
    <message>
        <source>Parameters: {names}</source>
        <translation>参数：{names}</translation>
    </message>
</context>
<context>
    <name>unexpected_errors</name>
    <message>
        <source>an error of the program, not yours: {error}</source>
        <translation>这是程序的错误，不是您的操作有误：{error}</translation>
    </message>
    <message>
        <source>there is not enough memory for it</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>程序出错</translation>
    </message>
    <message>
        <source>This is an error of the program, not yours. Your work is kept and you can go on; saving it now is a good idea. The details below help to fix it.</source>
        <translation>这是程序的错误，不是您的操作有误。您的工作仍然保留，可以继续；建议现在就保存。下面的详细信息有助于修复它。</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
</context>
<context>
    <name>update_view</name>
    <message>
        <source>The largest term of this line: {term}</source>
        <translation>本行中最大的一项：{term}</translation>
    </message>
    <message>
        <source>The largest term of each line is highlighted.</source>
        <translation>每行中最大的一项已突出显示。</translation>
    </message>
</context>
<context>
    <name>verdicts</name>
    <message>
        <source>at the minimum</source>
        <translation>到达极小值点</translation>
    </message>
    <message>
        <source>the loss of this mini-batch is {loss}, and its gradient norm {slope}.</source>
        <translation>这个小批量的损失为 {loss}，梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>the loss is {loss}, and the gradient norm {slope}.</source>
        <translation>损失为 {loss}，梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>Converged: in the last epoch no mini-batch had a loss above {loss}, and the loss cannot be below 0.</source>
        <translation>已收敛：最近一个执行周期中，没有一个小批量的损失高于 {loss}，而损失不可能小于 0。</translation>
    </message>
    <message>
        <source>Converged: the loss is {loss}, and the gradient is 0. No parameters have a lower loss.</source>
        <translation>已收敛：损失为 {loss}，梯度为 0。没有参数能使损失更低。</translation>
    </message>
    <message>
        <source>Converged: the loss is {loss}, and the gradient norm has shrunk to {slope}.</source>
        <translation>已收敛：损失为 {loss}，梯度范数已减小到 {slope}。</translation>
    </message>
    <message>
        <source>The Hessian has a zero eigenvalue: near here other parameters have the same loss to second order.</source>
        <translation>海森矩阵有一个特征值为 0：在二阶近似下，附近还有其他参数具有同样的损失。</translation>
    </message>
    <message>
        <source>The gradient is 0, so no step leads away; the loss is {loss}.</source>
        <translation>梯度为 0，参数不会离开这里；损失为 {loss}。</translation>
    </message>
    <message>
        <source>On a plateau: the loss is {loss} and hardly depends on the parameters here; the gradient norm is {slope}.</source>
        <translation>位于平台区：损失为 {loss}，在这里几乎与参数无关；梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>On a plateau: the loss is {loss} and does not depend on {names} here; the gradient norm is {slope}.</source>
        <translation>位于平台区：损失为 {loss}，在这里与 {names} 无关；梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>The gradient norm is {slope}, at a maximum of the loss, {loss}: no direction leads up.</source>
        <translation>梯度范数为 {slope}，位于损失的极大值 {loss}：没有上升的方向。</translation>
    </message>
    <message>
        <source>The gradient norm is {slope}, but this is a saddle point: the Hessian&apos;s eigenvalues run from {low} to {high}, so some directions lead down.</source>
        <translation>梯度范数为 {slope}，但这里是鞍点：海森矩阵的特征值从 {low} 到 {high}，因此在有些方向上损失会下降。</translation>
    </message>
    <message>
        <source>still descending</source>
        <translation>仍在下降</translation>
    </message>
    <message>
        <source>tolerance reached</source>
        <translation>达到容差</translation>
    </message>
    <message>
        <source>The problem is ill-conditioned, with a condition number of {condition}, so this takes long.</source>
        <translation>问题是病态的，条件数为 {condition}，所以需要很久。</translation>
    </message>
    <message>
        <source>on a maximum</source>
        <translation>位于极大值点</translation>
    </message>
    <message>
        <source>at a saddle</source>
        <translation>位于鞍点</translation>
    </message>
    <message>
        <source>no gradient</source>
        <translation>梯度为零</translation>
    </message>
    <message>
        <source>Converged: {above}. The points leave the answer open: many parameters have this loss.</source>
        <translation>已收敛：{above}。这些点不能唯一确定答案：许多组参数都能达到这一损失。</translation>
    </message>
    <message>
        <source>Converged: {above}, and {name} differs from the exact answer by {difference}.</source>
        <translation>已收敛：{above}，{name} 与精确解相差 {difference}。</translation>
    </message>
    <message>
        <source>{above}.</source>
        <translation>{above}。</translation>
    </message>
    <message>
        <source>the loss is {excess} above the least possible, {loss}</source>
        <translation>损失比可能的最小值 {loss} 高 {excess}</translation>
    </message>
    <message>
        <source>but for rounding, the loss is the least possible, {loss}</source>
        <translation>除舍入误差外，损失已是可能的最小值 {loss}</translation>
    </message>
    <message>
        <source>at a minimum</source>
        <translation>到达极小值点</translation>
    </message>
    <message>
        <source>noise remains</source>
        <translation>仍有噪声</translation>
    </message>
    <message>
        <source>stalled at inflection</source>
        <translation>停在拐点附近</translation>
    </message>
    <message>
        <source>Converged on the flat floor from x = {low} to {high}, where f = {value}.</source>
        <translation>已收敛到 x = {low} 至 {high} 的平底，f = {value}。</translation>
    </message>
    <message>
        <source>x = {x}</source>
        <translation>x = {x}</translation>
    </message>
    <message>
        <source>On a plateau at x = {x}: the slope is {slope}.</source>
        <translation>位于平台区：x = {x}，斜率为 {slope}。</translation>
    </message>
    <message>
        <source>On the maximum at x = {point}: the slope there is 0, so no step leads away, but the slightest push would.</source>
        <translation>停在极大值点 x = {point}：该处斜率为 0，更新不会使它离开，但只要有微小的扰动就会离开。</translation>
    </message>
    <message>
        <source>Halted at x = {x}, near the inflection at x = {point}: the slope touches zero there without changing sign.</source>
        <translation>停在 x = {x}，靠近拐点 x = {point}：该处斜率触及零却不变号。</translation>
    </message>
    <message>
        <source>Halted at x = {x}, near the inflection at x = {point}: the slope touches zero there without changing sign, and each step is shorter than the last.</source>
        <translation>停在 x = {x}，靠近拐点 x = {point}：该处斜率触及零却不变号，而且每一步都比上一步短。</translation>
    </message>
    <message>
        <source>at local minimum</source>
        <translation>到达局部极小值点</translation>
    </message>
    <message>
        <source>The minimum is at x = {x}, where f = {value}.</source>
        <translation>极小值点在 x = {x}，f = {value}。</translation>
    </message>
    <message>
        <source>The minimum at x = {x} lies between.</source>
        <translation>极小值点 x = {x} 就在两者之间。</translation>
    </message>
    <message>
        <source>The step from x = {before} to {after} jumped over the minimum at x = {x}.</source>
        <translation>从 x = {before} 到 {after} 的这一步越过了 x = {x} 处的极小值点。</translation>
    </message>
    <message>
        <source>Converged: {here} is {distance} from the minimum at {point}, where f = {value}.</source>
        <translation>已收敛：{here} 与极小值点 {point} 相距 {distance}，该处 f = {value}。</translation>
    </message>
    <message>
        <source>Slowly approaching the minimum at {point}, where f = {value}: {here} is still {distance} away, and the last step was {step} long.</source>
        <translation>正缓慢接近极小值点 {point}（f = {value}）：{here} 还差 {distance}，最近一步只走了 {step}。</translation>
    </message>
    <message>
        <source>The lowest minimum shown is at {point}, where f = {value}.</source>
        <translation>图中最低的极小值点在 {point}，f = {value}。</translation>
    </message>
    <message>
        <source>Nothing lower is known.</source>
        <translation>没有已知的更低处。</translation>
    </message>
    <message>
        <source>Downhill, the inflection at x = {point} is {distance} away.</source>
        <translation>沿下坡方向，离拐点 x = {point} 还有 {distance}。</translation>
    </message>
    <message>
        <source>Downhill, the minimum at x = {point} is {distance} away.</source>
        <translation>沿下坡方向，离极小值点 x = {point} 还有 {distance}。</translation>
    </message>
    <message>
        <source>x = {x}, and the slope is {slope}.</source>
        <translation>x = {x}，斜率为 {slope}。</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>已稳定</translation>
    </message>
    <message>
        <source>Converged: x = {x}, where f = {value} and the slope is only {slope}.</source>
        <translation>已收敛：x = {x}，该处 f = {value}，斜率只有 {slope}。</translation>
    </message>
    <message>
        <source>on a plateau</source>
        <translation>停在平台区</translation>
    </message>
    <message>
        <source>update {row}</source>
        <translation>第 {row} 次更新</translation>
    </message>
    <message>
        <source>epoch {row}</source>
        <translation>第 {row} 个执行周期</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>发散</translation>
    </message>
    <message>
        <source>unbounded below</source>
        <translation>没有下界</translation>
    </message>
    <message>
        <source>Try a smaller learning rate than {rate}.</source>
        <translation>请试试比 {rate} 更小的学习率。</translation>
    </message>
    <message>
        <source>Diverged at {where}: unbounded below on this side, the loss kept falling, in the end to {loss}.</source>
        <translation>在{where}发散：这一侧没有下界，损失不断减小，最后为 {loss}。</translation>
    </message>
    <message>
        <source>Diverged at {where}: each step overshoots by more than the last.</source>
        <translation>在{where}发散：每一步都比上一步冲得更远。</translation>
    </message>
    <message>
        <source>Diverged at {where}: the step from the row before, with loss {loss}, leads to numbers that are too large or undefined.</source>
        <translation>在{where}发散：上一行的损失为 {loss}，再更新一次，数值就过大或没有定义。</translation>
    </message>
    <message>
        <source>at the start</source>
        <translation>在起点</translation>
    </message>
    <message>
        <source>At the start; the gradient norm here is {slope}.</source>
        <translation>位于起点；此处梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>The last step was too small to change anything, though the gradient norm is {slope} and the learning rate {rate}.</source>
        <translation>最近一次更新太小，没有改变任何参数，尽管梯度范数为 {slope}，学习率为 {rate}。</translation>
    </message>
    <message>
        <source>standing still</source>
        <translation>停滞不动</translation>
    </message>
    <message>
        <source>The gradient, of norm {slope}, and the pull of the weight decay balance: this is where the function with the decay&apos;s term added is stationary.</source>
        <translation>梯度（范数 {slope}）与权重衰减的作用相互平衡：这里是函数加上衰减项之后的驻点。</translation>
    </message>
    <message>
        <source>The update and the weight decay cancel each other, though the gradient norm is {slope}.</source>
        <translation>更新与权重衰减相互抵消，尽管梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>Stopped, since the gradient norm {slope} is within the tolerance</source>
        <translation>梯度范数 {slope} 已在容差之内，运行停止</translation>
    </message>
    <message>
        <source>Overshoots from side to side but makes progress</source>
        <translation>左右来回越过最低处，但仍在前进</translation>
    </message>
    <message>
        <source>The first step overshot, but the loss fell</source>
        <translation>第一步越过了最低处，但损失减小了</translation>
    </message>
    <message>
        <source>overshooting</source>
        <translation>来回越过</translation>
    </message>
    <message>
        <source>Crawling, by {pace} in the last step</source>
        <translation>进展极慢，最近一步只走了 {pace}</translation>
    </message>
    <message>
        <source>crawling</source>
        <translation>进展极慢</translation>
    </message>
    <message>
        <source>Still descending</source>
        <translation>仍在下降</translation>
    </message>
    <message>
        <source>Descending, but with the loss at {loss} above the {start} of the start</source>
        <translation>正在下降，但损失 {loss} 高于起点的 {start}</translation>
    </message>
    <message>
        <source>above the start</source>
        <translation>高于起点</translation>
    </message>
    <message>
        <source>Descending again after a rise: {steps} steps before, the loss was down to {lowest}</source>
        <translation>增大之后再次下降：{steps} 步之前，损失曾低至 {lowest}</translation>
    </message>
    <message>
        <source>descending again</source>
        <translation>再次下降</translation>
    </message>
    <message>
        <source>{lead}: {facts}</source>
        <translation>{lead}：{facts}</translation>
    </message>
    <message>
        <source>Each overshot: the learning rate {rate} is too large here.</source>
        <translation>每一步都越过了最低处：学习率 {rate} 在这里太大。</translation>
    </message>
    <message>
        <source>It overshot: the learning rate {rate} is too large here.</source>
        <translation>这一步越过了最低处：学习率 {rate} 在这里太大。</translation>
    </message>
    <message>
        <source>It is still below the {start} of the start.</source>
        <translation>但仍低于起点的 {start}。</translation>
    </message>
    <message>
        <source>loss rises</source>
        <translation>损失增大</translation>
    </message>
    <message>
        <source>The loss rose in each of the last {count} steps, from {before} to {loss}.</source>
        <translation>最近 {count} 步损失每一步都增大，从 {before} 增至 {loss}。</translation>
    </message>
    <message>
        <source>The loss rose in the last step, from {before} to {loss}.</source>
        <translation>最近一步损失增大，从 {before} 增至 {loss}。</translation>
    </message>
    <message>
        <source>The loss has risen at every step, from {before} to {loss}.</source>
        <translation>损失每一步都在增大，从 {before} 增至 {loss}。</translation>
    </message>
    <message>
        <source>The last step overshot and did not lower the loss, {loss}: the learning rate {rate} is too large here.</source>
        <translation>最近一步越过了最低处，损失 {loss} 没有减小：学习率 {rate} 在这里太大。</translation>
    </message>
    <message>
        <source>Crawling, since the last step did not change the loss beyond rounding</source>
        <translation>进展极慢，最近一步对损失的改变不超过舍入误差</translation>
    </message>
    <message>
        <source>The run no longer comes closer: the gradient of each mini-batch points in another direction, and with the learning rate {rate} this noise remains. A smaller rate or a larger batch brings it closer.</source>
        <translation>不再接近：每个小批量的梯度方向不同，学习率为 {rate} 时仍有这种噪声。减小学习率或增大批量可以更接近。</translation>
    </message>
    <message>
        <source>The run no longer comes closer: noise is added to every gradient, and with the learning rate {rate} it remains. A smaller rate, or a schedule that lowers it, brings it closer.</source>
        <translation>不再接近：每个梯度都加了噪声，学习率为 {rate} 时仍有噪声。减小学习率，或用学习率调度逐渐降低它，可以更接近。</translation>
    </message>
    <message>
        <source>Still descending, but for noise</source>
        <translation>除去噪声，仍在下降</translation>
    </message>
    <message>
        <source>The loss, with noise in it, rose in the last {steps} steps, from about {before} to about {loss}.</source>
        <translation>带噪声的损失在最近 {steps} 步中增大，从约 {before} 增至约 {loss}。</translation>
    </message>
    <message>
        <source>No learning rate above {limit} is stable at the minimum {place}.</source>
        <translation>学习率大于 {limit} 时，在极小值点 {place} 附近不稳定。</translation>
    </message>
    <message>
        <source>The learning rate is 0, so nothing moves.</source>
        <translation>学习率为 0，所以一动不动。</translation>
    </message>
    <message>
        <source>The run overshot: earlier steps carried it on.</source>
        <translation>这是被之前各步的惯性带着越过了最低处。</translation>
    </message>
    <message>
        <source>oscillation grows</source>
        <translation>振荡加剧</translation>
    </message>
    <message>
        <source>{name} oscillates ever more widely, now between {low} and {high}.</source>
        <translation>{name} 的振荡越来越大，现在在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>Each step overshoots: the learning rate {rate} is too large here.</source>
        <translation>每一步都越过最低处：学习率 {rate} 在这里太大。</translation>
    </message>
    <message>
        <source>{name} went to and fro between {low} and {high} in the last {steps} steps, without coming closer and without repeating itself, with the learning rate {rate}.</source>
        <translation>学习率为 {rate} 时，{name} 在最近 {steps} 步中在 {low} 与 {high} 之间来回变动，既没有更接近，也没有重复。</translation>
    </message>
    <message>
        <source>{name} repeats a cycle of {cycle} steps between {low} and {high} and comes no closer, with the learning rate {rate}.</source>
        <translation>学习率为 {rate} 时，{name} 在 {low} 与 {high} 之间每 {cycle} 步重复一次，不再接近。</translation>
    </message>
    <message>
        <source>{name} oscillates between {low} and {high} and comes no closer, with the learning rate {rate}.</source>
        <translation>学习率为 {rate} 时，{name} 在 {low} 与 {high} 之间振荡，不再接近。</translation>
    </message>
    <message>
        <source>{name} oscillates between {low} and {high} and comes no closer: each step with the learning rate {rate} overshoots.</source>
        <translation>{name} 在 {low} 与 {high} 之间振荡，不再接近：学习率为 {rate} 时每一步都冲过头。</translation>
    </message>
    <message>
        <source>oscillating</source>
        <translation>振荡</translation>
    </message>
    <message>
        <source>No learning rate above {limit} is stable.</source>
        <translation>学习率大于 {limit} 就不稳定。</translation>
    </message>
    <message>
        <source>{first} {second}</source>
        <translation>{first}{second}</translation>
    </message>
    <message>
        <source>({x}, {y})</source>
        <translation>({x}, {y})</translation>
    </message>
    <message>
        <source>Settled at {here}.</source>
        <translation>稳定在 {here}。</translation>
    </message>
    <message>
        <source>Converged on the floor of a valley at {here}, where f = {value}: it is as low all along.</source>
        <translation>已收敛到谷底的 {here}，那里 f = {value}：沿着谷底处处一样低。</translation>
    </message>
    <message>
        <source>Converged: at the minimum {point}, f = {value}.</source>
        <translation>已收敛：到达极小值点 {point}，f = {value}。</translation>
    </message>
    <message>
        <source>Halted at {here}, a saddle point: the gradient norm is {slope}, but the Hessian&apos;s eigenvalues are {low} and {high}, so one direction leads down.</source>
        <translation>停在鞍点 {here}：梯度范数为 {slope}，但海森矩阵的特征值是 {low} 和 {high}，因此有一个方向是下坡。</translation>
    </message>
    <message>
        <source>Converged: at {here}, f = {value} and the gradient norm is only {slope}.</source>
        <translation>已收敛：在 {here}，f = {value}，梯度范数只有 {slope}。</translation>
    </message>
    <message>
        <source>at {here}, f = {value} and the gradient norm is {slope}.</source>
        <translation>在 {here}，f = {value}，梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>Halted at the saddle point {point}: the gradient norm is {slope}, but the Hessian&apos;s eigenvalues are {low} and {high}, so it is no minimum, and one direction leads down.</source>
        <translation>停在鞍点 {point}：梯度范数为 {slope}，但海森矩阵的特征值是 {low} 和 {high}，所以它不是极小值点，有一个方向是下坡。</translation>
    </message>
    <message>
        <source>On a plateau at {here}: the gradient norm is {slope}.</source>
        <translation>位于平台区 {here}：梯度范数为 {slope}。</translation>
    </message>
    <message>
        <source>On the maximum at {point}: the gradient there is 0, so no step leads away, but the slightest push would.</source>
        <translation>停在极大值点 {point}：该处梯度为 0，更新不会使它离开，但只要有微小的扰动就会离开。</translation>
    </message>
    <message>
        <source>Halted at the saddle point {point}: the gradient norm is {slope}, but around it the function is lower in some directions and higher in others.</source>
        <translation>停在鞍点 {point}：梯度范数为 {slope}，但在它周围，函数在一些方向上更低，在另一些方向上更高。</translation>
    </message>
    <message>
        <source>On a maximum at {here}: the gradient norm is {slope}, and every direction leads down.</source>
        <translation>停在极大值点 {here}：梯度范数为 {slope}，每个方向都是下坡。</translation>
    </message>
    <message>
        <source>The nearest lower minimum, {point}, is {distance} away.</source>
        <translation>距更低的最近极小值点 {point} 还有 {distance}。</translation>
    </message>
</context>
<context>
    <name>window</name>
    <message>
        <source>Undone in {lab}: {change}</source>
        <translation>已在“{lab}”中撤销：{change}</translation>
    </message>
    <message>
        <source>Redone in {lab}: {change}</source>
        <translation>已在“{lab}”中重做：{change}</translation>
    </message>
    <message>
        <source>This version cannot show that experiment.</source>
        <translation>此版本无法显示该实验。</translation>
    </message>
    <message>
        <source>Only one file can be opened at a time; drop it alone.</source>
        <translation>一次只能打开一个文件，请单独拖入。</translation>
    </message>
    <message>
        <source>Only a file on this computer can be opened; download it first.</source>
        <translation>只能打开本机上的文件，请先下载。</translation>
    </message>
    <message>
        <source>loading PyTorch …; what you asked for comes next</source>
        <translation>正在载入 PyTorch …，随后执行您的操作</translation>
    </message>
    <message>
        <source>loading PyTorch …</source>
        <translation>正在载入 PyTorch …</translation>
    </message>
    <message>
        <source>engine: compiled</source>
        <translation>引擎：编译</translation>
    </message>
    <message>
        <source>engine: autograd</source>
        <translation>引擎：autograd</translation>
    </message>
    <message>
        <source>engine: autograd — {reason}</source>
        <translation>引擎：autograd — {reason}</translation>
    </message>
    <message>
        <source>{rate} steps/s · {engine}</source>
        <translation>{rate} 步/秒 · {engine}</translation>
    </message>
    <message>
        <source>Descent Lab</source>
        <translation>梯度下降实验室</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>讲解</translation>
    </message>
</context>
<context>
    <name>worker</name>
    <message>
        <source>the compiler has failed</source>
        <translation>编译器出错</translation>
    </message>
    <message>
        <source>its step is being compiled</source>
        <translation>正在编译其单步计算</translation>
    </message>
</context>
</TS>
