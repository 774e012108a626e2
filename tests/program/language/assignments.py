a = b = c = 5
print(a, b, c)
a, b = b, a + 1
print(a, b)
first, *middle, last = range(6)
print(first, middle, last)
*start, end = "abc"
print(start, end)
[x, (y, *z)] = 1, [2, 3, 4]
print(x, y, z)
numbers = [0, 1, 2, 3, 4, 5]
i, numbers[i] = 2, 20
print(i, numbers)
numbers[1:3], i = ["a", "b", "c"], 7
print(numbers, i)
d = {}
d["k"], d["l"] = 1, 2
d["k"] += 10
print(d)


class Box:
    pass


box = Box()
box.value = [1, 2]
box.value += [3]
box.value[0] -= 5
print(box.value)
box.count = 1
box.count <<= 3
box.count |= 1
box.count ^= 3
box.count %= 7
box.count **= 2
box.count //= 3
print(box.count, ~box.count, -box.count, +box.count, not box.count)
same = numbers
same += [9]
same = same + [10]
print(numbers[-1], same[-1])
t = (1, 2)
t += (3,)
print(t, t * 2, 3 * "ab", [0] * 3)
total: int = 4
unset: str
print(total)
p = q = []
p.append(1)
print(q, p is q, p == [1], p is not [1])
x = 5; y = 6; print(x * y)
if (n := len("hello")) > 3: print(n)
print([m := 3, m ** 2], m)
while (k := i - 1) > 4:
    i = k
print(i, k)
(lonely,) = [42]
print(lonely)
for a, (b, *c) in [(1, (2, 3, 4)), (5, (6,))]:
    print(a, b, c)
for box.value in range(3):
    pass
print(box.value)
_ = 3
_private = 4
print(_ + _private)
变量 = "中文"; 长度 = len(变量)
print(f"{变量}：{长度}")
a, b = 1, 2, 3
