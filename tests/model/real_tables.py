"""Tables as people have them, with the points that a person reads in them and what must be told about each."""

from __future__ import annotations

from typing import NamedTuple


class RealTable(NamedTuple):
    """A table, the names of the columns taken, their points, what is told, and the lines that give no point."""

    content: str | bytes
    columns: tuple[str, str]
    points: list[tuple[float, float]]
    told: tuple[str, ...] = ()
    dropped: tuple[int, ...] = ()


PLAIN = [(1, 2), (2, 4.5), (3, 6)]

REAL_TABLES = {
    # --- what the first row is
    "a header of years": RealTable(
        "Country,1990,2000\nA,10,20\nB,30,40\nC,50,65\n",
        ("1990", "2000"),
        [(10, 20), (30, 40), (50, 65)],
        ("names of the columns",),
    ),
    "World Bank": RealTable(
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","1960","1961","1962",\n'
        '"Aruba","ABW","Population, total","SP.POP.TOTL","54608","55811","56682",\n'
        '"Andorra","AND","Population, total","SP.POP.TOTL","9443","10216","",\n'
        '"Angola","AGO","Population, total","SP.POP.TOTL","5357195","5441333","5521400",\n',
        ("1960", "1961"),
        [(54608, 55811), (9443, 10216), (5357195, 5441333)],
        ("1, 3", "names of the columns"),
    ),
    "years and a word": RealTable(
        "Land;2010;Fläche\nA;1,5;7\nB;2,5;8\nC;4;9\n",
        ("2010", "Fläche"),
        [(1.5, 7), (2.5, 8), (4, 9)],
        ("decimal mark",),
    ),
    "pandas columns without names": RealTable(
        ",0,1\na,1.5,2\nb,2.5,4\nc,3,7\n", ("0", "1"), [(1.5, 2), (2.5, 4), (3, 7)], ("names of the columns",)
    ),
    "spectrum": RealTable(
        ",400,410,420\ns1,0.1,0.2,0.3\ns2,0.2,0.3,0.5\ns3,0.4,0.3,0.5\ns4,.5,.3,.2\n",
        ("400", "410"),
        [(0.1, 0.2), (0.2, 0.3), (0.4, 0.3), (0.5, 0.3)],
        ("names of the columns",),
    ),
    "years of birth are data": RealTable(
        "Ann,1990,1.70\nBob,1985,1.82\nCid,2001,1.75\n", ("B", "C"), [(1990, 1.7), (1985, 1.82), (2001, 1.75)]
    ),
    "years as x are data": RealTable("1990,5\n1991,6\n1992,8\n", ("A", "B"), [(1990, 5), (1991, 6), (1992, 8)]),
    "units below the names": RealTable(
        "t,d\ns,m\n0,1\n1,3\n2,9\n", ("t", "d"), [(0, 1), (1, 3), (2, 9)], ("Lines left out above the numbers: 2",)
    ),
    "a title and empty lines": RealTable(
        "Boiling points\n\n\nt;p\n1;2\n2;4,5\n3;6\n", ("t", "p"), PLAIN, ("Lines left out above the numbers: 1.",)
    ),
    "a title in a spreadsheet": RealTable(
        "Sales report,,\n,,\nMonth,Units,Price\nJan,1,2\nFeb,2,4.5\nMar,3,6\n", ("Units", "Price"), PLAIN, ("1, 2",)
    ),
    "a title above numbers only": RealTable(
        "Run of 5 May\n1 2\n2 4.5\n3 6\n", ("A", "B"), PLAIN, ("above the numbers: 1",)
    ),
    "many comment lines": RealTable("# run 7\n# made 2024\n#\n# x y\n1 2\n2 4.5\n# pause\n3 6\n", ("x", "y"), PLAIN),
    "MATLAB's comments": RealTable(
        "% time  volts\n  1.0000000e+00   2.0000000e+00\n  2.0000000e+00   4.5000000e+00\n"
        "  3.0000000e+00   6.0000000e+00\n",
        ("time", "volts"),
        PLAIN,
    ),
    "gnuplot with remarks": RealTable("#x\ty\n1\t2\n2\t4.5\n\n\n3\t6\n", ("x", "y"), PLAIN),
    # --- R, pandas, statistics programs
    "R's write.table": RealTable('"x" "y"\n"a" 1 2\n"b" 2 4.5\n"c" 3 6\n', ("x", "y"), PLAIN),
    "R's write.table, numbered": RealTable(
        '"x" "y"\n"1" 1 2\n"2" 2 4.5\n"3" 3 6\n', ("x", "y"), PLAIN, ("numbers the rows",)
    ),
    "R's write.csv": RealTable('"","x","y"\n"1",1,2\n"2",2,4.5\n"3",3,6\n', ("x", "y"), PLAIN, ("numbers the rows",)),
    "R's write.table with tabs": RealTable(
        "x\ty\n1\t1\t2\n2\t2\t4.5\n3\t3\t6\n", ("x", "y"), PLAIN, ("numbers the rows",)
    ),
    "read by R again": RealTable(
        "X,speed,dist\n1,1,2\n2,2,4.5\n3,3,6\n", ("speed", "dist"), PLAIN, ("'X', which numbers the rows",)
    ),
    "X is a variable": RealTable("X,Y,Z\n1,2,7\n2,4.5,8\n3,6,9\n", ("X", "Y"), PLAIN),
    "R prints": RealTable("  speed dist\n1     1  2.0\n2     2  4.5\n3     3  6.0\n", ("speed", "dist"), PLAIN),
    "R prints row names": RealTable(
        "          x   y\nMazda     1 2.0\nDatsun    2 4.5\nHornet    3 6.0\n", ("x", "y"), PLAIN
    ),
    "R prints a matrix": RealTable(
        "     [,1] [,2]\n[1,]    1  2.0\n[2,]    2  4.5\n[3,]    3  6.0\n", ("[,1]", "[,2]"), PLAIN
    ),
    "pandas prints": RealTable(
        "   hours  score\n0    1.0    2.0\n1    2.0    4.5\n2    3.0    6.0\n", ("hours", "score"), PLAIN
    ),
    "pandas prints names with blanks": RealTable(
        "   sepal length  sepal width\n0           1.0          2.0\n"
        "1           2.0          4.5\n2           3.0          6.0\n",
        ("sepal length", "sepal width"),
        PLAIN,
    ),
    "pandas prints the middle away": RealTable(
        "     x    y\n0    1  2.0\n1    2  4.5\n..  ..   ..\n98   3  6.0\n\n[99 rows x 2 columns]\n",
        ("x", "y"),
        PLAIN,
        dropped=(4, 7),
    ),
    "pandas saved twice": RealTable(
        ",Unnamed: 0,hours,score\n0,0,1,2\n1,1,2,4.5\n2,2,3,6\n",
        ("hours", "score"),
        PLAIN,
        ("'A', 'Unnamed: 0', which number",),
    ),
    "a part of a data frame": RealTable("Unnamed: 0,hours,score\n17,1,2\n4,2,4.5\n98,3,6\n", ("hours", "score"), PLAIN),
    "rowid": RealTable(
        "rowid,species,bill,mass\n1,Adelie,1,2\n2,Adelie,2,4.5\n3,Gentoo,3,6\n", ("bill", "mass"), PLAIN
    ),
    "index": RealTable("index\tx\ty\n0\t1\t2\n1\t2\t4.5\n2\t3\t6\n", ("x", "y"), PLAIN),
    "PassengerId": RealTable("PassengerId,Age,Fare\n1,1,2\n2,2,4.5\n3,3,6\n", ("Age", "Fare"), PLAIN),
    "序号": RealTable(
        "序号,广告费,销售额\n1,1,2\n2,2,4.5\n3,3,6\n", ("广告费", "销售额"), PLAIN, ("'序号', which numbers",)
    ),
    "Ames housing": RealTable(
        "Order,PID,MS SubClass,Lot Area,SalePrice\n1,0526301100,020,31770,215000\n"
        "2,0526350040,020,11622,105000\n3,0526351010,020,14267,172000\n",
        ("PID", "MS SubClass"),
        [(526301100, 20), (526350040, 20), (526351010, 20)],
        ("'Order', which numbers",),
    ),
    "iris": RealTable(
        "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n6.3,3.3,6.0,2.5,Iris-virginica\n\n",
        ("A", "B"),
        [(5.1, 3.5), (4.9, 3.0), (6.3, 3.3)],
        ("first two of 4",),
    ),
    "auto-mpg": RealTable(
        '18.0   8   307.0      130.0      3504.      12.0   70  1\t"chevrolet chevelle malibu"\n'
        '25.0   4   98.00      ?          2046.      19.0   71  1\t"ford pinto"\n'
        '26.0   4   97.00      46.00      1835.      20.5   70  2\t"volkswagen 1131 deluxe sedan"\n',
        ("A", "B"),
        [(18, 8), (25, 4), (26, 4)],
    ),
    "SPSS prints": RealTable(
        "  id   age  income\n----  ----  ------\n   1    23    1.5\n   2    31    2.5\n   3    44    4.0\n",
        ("age", "income"),
        [(23, 1.5), (31, 2.5), (44, 4)],
    ),
    "R prints names with blanks": RealTable(
        "                   mpg cyl disp\nMazda RX4         21.0   6  160\nMazda RX4 Wag     21.0   6  160\n"
        "Datsun 710        22.8   4  108\n",
        ("mpg", "cyl"),
        [(21, 6), (21, 6), (22.8, 4)],
    ),
    "pandas prints dates": RealTable(
        "            price\ndate             \n2024-01-01    1.5\n2024-01-02    2.5\n",
        ("date", "price"),
        [(0, 1.5), (1, 2.5)],
    ),
    "Weka": RealTable(
        "@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n1,2\n2,4.5\n3,6\n", ("A", "B"), PLAIN
    ),
    "Octave": RealTable("# name: A\n# rows: 3\n# columns: 2\n 1 2\n 2 4.5\n 3 6\n", ("A", "B"), PLAIN),
    "an encyclopedia": RealTable(
        "Country\tPopulation\tArea\nGermany\t83,517,030[1]\t357,022 km2\nFrance\t68,000,000[a]\t643,801 km2\n",
        ("Population", "Area"),
        [(83517030, 357022), (68000000, 643801)],
        ("Marks of footnotes", "is in km2"),
    ),
    "dates as names": RealTable(
        "Bevölkerung\n\n;31.12.2020;31.12.2021\nBaden;11103043;11124642\nBayern;13140183;13176989\n______\n",
        ("31.12.2020", "31.12.2021"),
        [(11103043, 11124642), (13140183, 13176989)],
        ("above the numbers: 1.",),
    ),
    "years in Chinese as names": RealTable(
        "指标,2023年,2022年\n人口,140967,141175\n粮食,69541,68653\n钢,136268,134033\n",
        ("2023年", "2022年"),
        [(140967, 141175), (69541, 68653), (136268, 134033)],
    ),
    "ordinals as names": RealTable("1st,2nd\n1,2\n2,4.5\n3,6\n", ("1st", "2nd"), PLAIN),
    "statistics of Japan": RealTable(
        '"統計名：","人口推計"\n\n"年次","総人口【千人】"\n"2020年","126,146"\n"2021年","125,502"\n',
        ("年次", "総人口【千人】"),
        [(2020, 126146), (2021, 125502)],
        ("above the numbers: 1.", "'年次' is in 年"),
    ),
    "an oscilloscope": RealTable(
        "Record Length,2500\nSample Interval,4e-6\nTime,CH1\n1,2\n2,4.5\n3,6\n", ("Time", "CH1"), PLAIN, ("1, 2",)
    ),
    "a simulator of circuits": RealTable(
        "Index   time   v(out)\n---------------------\n0\t1\t2\n1\t2\t4.5\n2\t3\t6\n", ("time", "v(out)"), PLAIN
    ),
    "a logger": RealTable(
        "Logger: X1\nSerial;123\n\nDatum;Zeit;T [°C]\n05.01.2024;10:00:00;21,5\n06.01.2024;10:30:00;21,7\n",
        ("Datum", "Zeit"),
        [(0, 10), (1, 10.5)],
        ("1, 2", "days since 2024-01-05", "time in hours"),
    ),
    "FRED": RealTable(
        "DATE,GDP\n1947-01-01,2\n1947-04-01,4.5\n1947-07-01,.\n", ("DATE", "GDP"), [(0, 2), (90, 4.5)], dropped=(4,)
    ),
    "Eurostat": RealTable(
        "geo\\time\t2019\t2020\nDE\t1\t2\nFR\t2\t:\nIT\t3\t6\n", ("2019", "2020"), [(1, 2), (3, 6)], dropped=(3,)
    ),
    "an open quote above": RealTable('"t,d\nx,y\n1,2\n2,4.5\n-0,6\n', ("x", "y"), [(1, 2), (2, 4.5), (0, 6)]),
    # --- what programs print and instruments write
    "a column named x counts": RealTable("x,y,z\n1,2,7\n2,4.5,8\n3,6,9\n", ("x", "y"), PLAIN),
    "weeks count": RealTable("week,sales,costs\n1,2,7\n2,4.5,8\n3,6,9\n", ("week", "sales"), PLAIN),
    "a name that ends in id": RealTable("Humid,x,y\n1,2,7\n2,4.5,8\n3,6,9\n", ("Humid", "x"), PLAIN),
    "a serial number": RealTable(
        "Sr. No.,x,y\n1,1,2\n2,2,4.5\n3,3,6\n", ("x", "y"), PLAIN, ("'Sr. No.', which numbers",)
    ),
    "a running number in German": RealTable("lfd. Nr.;x;y\n1;1;2\n2;2;4,5\n3;3;6\n", ("x", "y"), PLAIN),
    "one station": RealTable(
        "Station,Year,Rain\n66062,2020,2\n66062,2021,4.5\n66062,2022,6\n",
        ("Year", "Rain"),
        [(2020, 2), (2021, 4.5), (2022, 6)],
        ("'Station', which numbers the rows or is the same in all",),
    ),
    "polars prints": RealTable(
        "shape: (3, 2)\n┌─────┬─────┐\n│ x   ┆ y   │\n│ --- ┆ --- │\n│ i64 ┆ f64 │\n╞═════╪═════╡\n"
        "│ 1   ┆ 2.0 │\n│ 2   ┆ 4.5 │\n│ 3   ┆ 6.0 │\n└─────┴─────┘\n",
        ("x", "y"),
        PLAIN,
    ),
    "Julia prints": RealTable(
        " Row │ x      y\n─────┼───────────\n   1 │     1  2.0\n   2 │     2  4.5\n   3 │     3  6.0\n",
        ("x", "y"),
        PLAIN,
    ),
    "cells parted by a drawn line": RealTable("x│y\n1│2\n2│4.5\n3│6\n", ("x", "y"), PLAIN),
    "a tibble": RealTable(
        "# A tibble: 3 × 2\n      x     y\n  <dbl> <dbl>\n1     1   2  \n2     2   4.5\n3     3   6  \n",
        ("x", "y"),
        PLAIN,
    ),
    "Stata lists": RealTable(
        "     +-----------+\n     | x       y |\n     |-----------|\n  1. | 1       2 |\n  2. | 2     4.5 |\n"
        "  3. | 3       6 |\n     +-----------+\n",
        ("x", "y"),
        PLAIN,
    ),
    "LaTeX": RealTable(
        "\\begin{tabular}{cc}\n\\hline\nx&y\\\\ \\hline\n1&2\\\\\n2&4.5\\\\\n3&6\\\\\n\\end{tabular}\n",
        ("x", "y"),
        PLAIN,
    ),
    "lists of Python": RealTable(
        "x = [1, 2, 3, 4]\ny = [2, 4.5, 6, 7]\n", ("x", "y"), [*PLAIN, (4, 7)], ("on its side",)
    ),
    "vectors of R": RealTable("x <- c(1, 2, 3, 4)\ny <- c(2, 4.5, 6, 7)\n", ("x", "y"), [*PLAIN, (4, 7)]),
    "assigned without brackets": RealTable("x = 1, 2, 3, 4\ny = 2, 4.5, 6, 7\n", ("x", "y"), [*PLAIN, (4, 7)]),
    "an array of NumPy": RealTable(
        "array([[1. , 2. ],\n       [2. , 4.5],\n       [3. , 6. ]], dtype=float32)\n", ("A", "B"), PLAIN
    ),
    "NumPy prints": RealTable("[[1.  2. ]\n [2.  4.5]\n [3.  6. ]]\n", ("A", "B"), PLAIN),
    "a matrix of MATLAB": RealTable("A = [1 2; 2 4.5; 3 6];\n", ("A", "B"), PLAIN),
    "pairs in one line": RealTable("[(1, 2), (2, 4.5), (3, 6)]\n", ("A", "B"), PLAIN),
    "Origin": RealTable(
        "Time\tVoltage\ns\tV\n\tCh 1\n1\t2\n2\t4.5\n3\t6\n", ("Time", "Voltage"), PLAIN, ("the numbers: 2, 3.",)
    ),
    "another oscilloscope": RealTable(
        "Record Length,Analog:7\nSample Interval,Analog:1\nVertical Units,CH1:V\nSecond,Volt\n1,2\n2,4.5\n3,6\n",
        ("Second", "Volt"),
        PLAIN,
        ("the numbers: 1, 2, 3.",),
    ),
    "a group above the names": RealTable("Group,Group\nx,y\n1,2\n2,4.5\n3,6\n", ("x", "y"), PLAIN),
    "World Bank's DataBank": RealTable(
        "Country,Series,1990 [YR1990],2000 [YR2000]\nBrazil,GDP,1,2\nChina,GDP,2,4.5\nIndia,GDP,3,6\n",
        ("1990 [YR1990]", "2000 [YR2000]"),
        PLAIN,
    ),
    "years above numbers only": RealTable(
        "1990,2000,2010\n1,2,7\n2,4.5,8\n3,6,9\n", ("1990", "2000"), PLAIN, ("names of the columns",)
    ),
    "blanks in cells between commas": RealTable(
        "day,x,y\nMon 1 Jan,1,2\nTue 2 Jan,2,4.5\n",
        ("x", "y"),
        [(1, 2), (2, 4.5)],
    ),
    "round prices": RealTable("Preis;n\n12,-;1\n13,--;2\n15,50;3\n", ("Preis", "n"), [(12, 1), (13, 2), (15.5, 3)]),
    "a unit with and without a point": RealTable(
        "pris;n\n1 234,50 kr;1\n2 000,00 kr.;2\n", ("pris", "n"), [(1234.5, 1), (2000, 2)], ("is in kr",)
    ),
    "quarters": RealTable("t,y\n1990Q1,2\n1990Q2,4.5\nQ3 1990,6\n", ("t", "y"), [(0, 2), (90, 4.5), (181, 6)]),
    "months of Eurostat": RealTable(
        "t,y\n2019M01,2\n2019M02,4.5\n2019-M03,6\n", ("t", "y"), [(0, 2), (31, 4.5), (59, 6)]
    ),
    # --- tables that lie on their side
    "on its side": RealTable("x,1,2,3\ny,2,4.5,6\n", ("x", "y"), PLAIN, ("on its side",)),
    "on its side, without names": RealTable(
        "1 2 3 4 5\n2 4.5 6 7 9\n", ("A", "B"), [*PLAIN, (4, 7), (5, 9)], ("on its side",)
    ),
    "on its side, three rows": RealTable(
        "Jahr;2000;2001;2002;2003\nA;1;2;3;5\nB;2,5;4;6;7\n",
        ("Jahr", "A"),
        [(2000, 1), (2001, 2), (2002, 3), (2003, 5)],
        ("on its side",),
    ),
    "on its side, a value missing": RealTable(
        "t\t0\t1\t2\t3\nh\t5\t\t7\t8\n", ("t", "h"), [(0, 5), (2, 7), (3, 8)], ("on its side",), dropped=(2,)
    ),
    "dates on their side": RealTable(
        "Date,2020-01-01,2020-01-02,2020-01-04\nPrice,2,4.5,6\n",
        ("Date", "Price"),
        [(0, 2), (1, 4.5), (3, 6)],
        ("on its side", "days since 2020-01-01"),
    ),
    "two rows below a header": RealTable(
        "name,height,weight,age\nAnn,1.7,60,20\nBob,1.8,75,21\n", ("height", "weight"), [(1.7, 60), (1.8, 75)]
    ),
    # --- delimiters
    "full-width commas": RealTable("面积，价格\n1，2\n2，4.5\n3，6\n", ("面积", "价格"), PLAIN),
    "full-width semicolons": RealTable("面积；价格\n1；2\n2；4.5\n3；6\n", ("面积", "价格"), PLAIN),
    "a full-width comma in the header": RealTable("面积，价格\n1,2\n2,4.5\n3,6\n", ("面积", "价格"), PLAIN),
    "a full-width comma in one row": RealTable("面积,价格\n1,2\n2，4.5\n3,6\n", ("面积", "价格"), PLAIN),
    "Markdown": RealTable("| x | y |\n|---|--:|\n| 1 | 2 |\n| 2 | 4.5 |\n| 3 | 6 |\n", ("x", "y"), PLAIN),
    "Markdown without a frame": RealTable("x | y\n--- | ---\n1 | 2\n2 | 4.5\n3 | 6\n", ("x", "y"), PLAIN),
    "a database prints": RealTable(
        "+---+-----+\n| x | y   |\n+---+-----+\n| 1 |   2 |\n"
        "| 2 | 4.5 |\n| 3 |   6 |\n+---+-----+\n3 rows in set (0.00 sec)\n",
        ("x", "y"),
        PLAIN,
        dropped=(8,),
    ),
    "a page's table": RealTable("x\u00a0\ty\u00a0\n1\u00a0\t2\n2\u00a0\t4.5\u00a0\n\u200b3\t6\n", ("x", "y"), PLAIN),
    "quotes between blanks": RealTable(
        '1   2    "ford torino"\n2   4.5  "amc rebel sst"\n3   6    "vw"\n', ("A", "B"), PLAIN
    ),
    "blanks after commas and quotes": RealTable('"x", "y"\n"1", "2"\n"2", "4.5"\n"3", "6"\n', ("x", "y"), PLAIN),
    "a comma at each line's end": RealTable("x,y\n1,2,\n2,4.5,\n3,6,\n", ("x", "y"), PLAIN),
    "a footer": RealTable("x,y\n1,2\n2,4.5\n3,6\nSource: a book\n", ("x", "y"), PLAIN, dropped=(5,)),
    "Excel's separator line": RealTable("sep=;\nx;y\n1;2\n2;4,5\n3;6\n", ("x", "y"), PLAIN),
    # --- numbers
    "currency and percent": RealTable(
        "price\tshare\n$1,200\t5%\n$1,400\t7%\n",
        ("price", "share"),
        [(1200, 5), (1400, 7)],
        ("'price' is in $", "'share' is in %"),
    ),
    "euros in Germany": RealTable(
        "Preis;Menge\n€1.234,50;1\n€2.000,00;2,5\n",
        ("Preis", "Menge"),
        [(1234.5, 1), (2000, 2.5)],
        ("'Preis' is in €", "decimal mark"),
    ),
    "euros behind": RealTable(
        "Preis;Menge\n1.234,50 €;1\n2.000,00 €;2\n-7,00 €;3\n",
        ("Preis", "Menge"),
        [(1234.5, 1), (2000, 2), (-7, 3)],
        ("is in €",),
    ),
    "francs": RealTable(
        "CHF;n\nCHF 1'234.50;1\nCHF 2'000.00;2\n", ("CHF", "n"), [(1234.5, 1), (2000, 2)], ("is in CHF",)
    ),
    "rupees": RealTable(
        'a,b\n"₹1,23,456",1\n"₹12,34,567.50",2\n', ("a", "b"), [(123456, 1), (1234567.5, 2)], ("is in ₹",)
    ),
    "a currency on the first row only": RealTable(
        'a,b\n"$1,200",1\n"1,400",2\n"1,500",3\n', ("a", "b"), [(1200, 1), (1400, 2), (1500, 3)]
    ),
    "accounting": RealTable(
        'profit,n\n"$1,200",1\n"($1,400)",2\n"(35)",3\n',
        ("profit", "n"),
        [(1200, 1), (-1400, 2), (-35, 3)],
        ("negative",),
    ),
    "thousands in brackets": RealTable("x\ty\n(1,234)\t1\n2,500.5\t2\n", ("x", "y"), [(-1234, 1), (2500.5, 2)]),
    "nothing below nothing": RealTable("x;y\n-0 kg;1\n2 kg;2\n", ("x", "y"), [(-0.0, 1), (2, 2)], ("is in kg",)),
    "a minus behind": RealTable("x;y\n12,5-;1\n3,5;2\n", ("x", "y"), [(-12.5, 1), (3.5, 2)]),
    "a minus before a currency": RealTable(
        "x\ty\n-$5.50\t1\n$-6.50\t2\n$7.00\t3\n", ("x", "y"), [(-5.5, 1), (-6.5, 2), (7, 3)]
    ),
    "units": RealTable(
        "area,price\n45 m²,100\n60 m²,140\n", ("area", "price"), [(45, 100), (60, 140)], ("'area' is in m²",)
    ),
    "units without a blank": RealTable(
        "v,s\n12km/h,1.5kg\n15km/h,2.5kg\n", ("v", "s"), [(12, 1.5), (15, 2.5)], ("is in km/h", "is in kg")
    ),
    "degrees": RealTable(
        "t;p\n-3,5 °C;1013 hPa\n4,0 °C;1009 hPa\n", ("t", "p"), [(-3.5, 1013), (4, 1009)], ("is in °C",)
    ),
    "Chinese units": RealTable(
        "身高,体重\n170厘米,60公斤\n182厘米,75公斤\n", ("身高", "体重"), [(170, 60), (182, 75)], ("'身高' is in 厘米",)
    ),
    "units spelt in two ways": RealTable(
        "a,b\n1 year,60 KG\n2 years,75 kg\n", ("a", "b"), [(1, 60), (2, 75)], ("'a' is in year", "'b' is in KG")
    ),
    "another unit in one cell": RealTable(
        "d,t\n1 km,1\n300 m,2\n3 km,3\n", ("d", "t"), [(1, 1), (3, 3)], ("is in km",), dropped=(3,)
    ),
    "a unit in one cell": RealTable("d,t\n1,1\n300 m,2\n3,3\n", ("d", "t"), [(1, 1), (3, 3)], dropped=(3,)),
    "millions among thousands": RealTable(
        "n,t\n900K,1\n1.2M,2\n850K,3\n", ("n", "t"), [(900, 1), (850, 3)], ("is in K",), dropped=(3,)
    ),
    "quoted thousands": RealTable(
        'sqft,price\n"2,104","399,900"\n"1,600","329,900"\n',
        ("sqft", "price"),
        [(2104, 399900), (1600, 329900)],
        ("thousands",),
    ),
    "German thousands": RealTable(
        "x;y\n1.000,5;1\n2.500;2\n3.000;3\n", ("x", "y"), [(1000.5, 1), (2500, 2), (3000, 3)], ("thousands",)
    ),
    "Fortran": RealTable("1.0D+00 2.0D+00\n2.0D+00 4.5D+00\n3.0d0 0.6D1\n", ("A", "B"), PLAIN),
    "Fortran's columns": RealTable(
        "     1   0.1000E+01   0.2000E+01\n     2   0.2000E+01   0.4500E+01\n", ("A", "B"), [(1, 1), (2, 2)]
    ),
    "powers of ten": RealTable("x,y\n1.5×10³,1\n2×10⁻²,2\n3*10^2,3\n", ("x", "y"), [(1500, 1), (0.02, 2), (300, 3)]),
    "full-width digits": RealTable(
        "身高，体重\n１７０，６０．５\n１８２，７５\n", ("身高", "体重"), [(170, 60.5), (182, 75)]
    ),
    "marks of significance": RealTable("x,y\n1*,2\n2,4.5**\n3†,6\n", ("x", "y"), PLAIN, ("Marks of footnotes",)),
    "accounting in a spreadsheet": RealTable(
        "a\tb\n $ 1,200.00 \t 1 \n $ (35.50)\t 2 \n", ("a", "b"), [(1200, 1), (-35.5, 2)]
    ),
    "values missing": RealTable(
        "x,y\n1,2\nNA,3\n2,4.5\nn/a,1\n-,1\n.,1\n--,1\n,1\n3,6\n", ("x", "y"), PLAIN, dropped=(3, 5, 6, 7, 8, 9)
    ),
    "a spreadsheet's errors": RealTable("x;y\n#N/A;1\n1;2\n2;4,5\n#DIV/0!;3\n3;6\n", ("x", "y"), PLAIN, dropped=(2, 5)),
    "the first value missing": RealTable("n/a,2\n1,2\n2,4.5\n3,6\n", ("A", "B"), PLAIN, dropped=(1,)),
    "words and dots": RealTable("c,a,b\nX,..,1\nY,1,2\nZ,2,4.5\nW,3,6\n", ("a", "b"), PLAIN, dropped=(2,)),
    # --- dates and times
    "dates": RealTable(
        "Date,Price\n2020-01-01,10\n2020-02-01,12\n2020-03-01,11\n",
        ("Date", "Price"),
        [(0, 10), (31, 12), (60, 11)],
        ("days since 2020-01-01",),
    ),
    "German dates": RealTable(
        "Datum;Wert\n31.12.2023;1,5\n01.01.2024;2,5\n",
        ("Datum", "Wert"),
        [(0, 1.5), (1, 2.5)],
        ("days since 2023-12-31",),
    ),
    "Chinese dates": RealTable(
        "日期,收盘价\n2024年1月5日,3.1\n2024年1月8日,3.2\n",
        ("日期", "收盘价"),
        [(0, 3.1), (3, 3.2)],
        ("days since 2024-01-05",),
    ),
    "dates with strokes": RealTable(
        "日期\t值\n2024/1/5\t1\n2024/1/31\t2\n", ("日期", "值"), [(0, 1), (26, 2)], ("days since",)
    ),
    "American dates": RealTable(
        "Date,Close\n1/5/24,10\n1/31/24,11\n", ("Date", "Close"), [(0, 10), (26, 11)], ("days since 2024-01-05",)
    ),
    "British dates": RealTable(
        "Date,Close\n05/01/2024,10\n31/01/2024,11\n", ("Date", "Close"), [(0, 10), (26, 11)], ("days since 2024-01-05",)
    ),
    "months": RealTable(
        "Month,Passengers\n1949-01,112\n1949-02,118\n1949-03,132\n",
        ("Month", "Passengers"),
        [(0, 112), (31, 118), (59, 132)],
        ("days since 1949-01-01",),
    ),
    "dates in one number": RealTable(
        "Datum;y\n20240131;1\n20240201;2\n", ("Datum", "y"), [(0, 1), (1, 2)], ("since 2024-01-31",)
    ),
    "dates that may be in May": RealTable(
        "d,a,y\n05/01/2024,1,2\n06/01/2024,2,4.5\n07/01/2024,3,6\n", ("a", "y"), PLAIN, ("'d' is no column of numbers",)
    ),
    "names of months": RealTable("Date,y\n5-Jan-2024,1\n1-Feb-2024,2\n", ("Date", "y"), [(0, 1), (27, 2)]),
    "names of months before the day": RealTable(
        'Date,y\n"Jan 5, 2024",1\n"February 1, 2024",2\n', ("Date", "y"), [(0, 1), (27, 2)]
    ),
    "ISO dates with times": RealTable(
        "t,y\n2024-01-05T00:00:00Z,1\n2024-01-05T12:00:00Z,2\n2024-01-06T01:00:00+01:00,3\n",
        ("t", "y"),
        [(0, 1), (0.5, 2), (1, 3)],
        ("days since 2024-01-05",),
    ),
    "times before midnight in UTC": RealTable(
        "t,y\n2024-01-05T00:30:00+02:00,1\n2024-01-05T12:30:00+02:00,2\n",
        ("t", "y"),
        [(0, 1), (0.5, 2)],
        ("since 2024-01-04 22:30:00",),
    ),
    "dates and times": RealTable(
        "t\ty\n2024-01-05 06:00\t1\n2024-01-05 18:00\t2\n",
        ("t", "y"),
        [(0, 1), (0.5, 2)],
        ("days since 2024-01-05 6:00:00",),
    ),
    "half days": RealTable("t,y\n01/31/2024 6:00 AM,1\n01/31/2024 6:00 PM,2\n", ("t", "y"), [(0, 1), (0.5, 2)]),
    "times": RealTable(
        "time,temp\n06:30,1\n12:00,2\n18:15:00,3\n",
        ("time", "temp"),
        [(6.5, 1), (12, 2), (18.25, 3)],
        ("time in hours",),
    ),
    "dates of a spreadsheet as numbers": RealTable("d;y\n45292;1\n45293;2\n", ("d", "y"), [(45292, 1), (45293, 2)]),
    "a wrong date": RealTable(
        "d,y\n2024-02-28,1\n2024-02-30,2\n2024-03-01,3\n", ("d", "y"), [(0, 1), (2, 3)], dropped=(3,)
    ),
    # --- encodings
    "Excel in Taiwan": RealTable(
        "身高,體重\r\n158,51\r\n170,63.5\r\n".encode("cp950"), ("身高", "體重"), [(158, 51), (170, 63.5)], ("Big5",)
    ),
    "Excel in Japan": RealTable(
        "身長,体重\r\n158,51\r\n170,63.5\r\n".encode("cp932"),
        ("身長", "体重"),
        [(158, 51), (170, 63.5)],
        ("Shift-JIS",),
    ),
    "Excel in China": RealTable(
        "面积,价格\r\n1,2\r\n2,4.5\r\n3,6\r\n".encode("gb18030"), ("面积", "价格"), PLAIN, ("GB 18030",)
    ),
    "Excel in Germany": RealTable(
        "Größe;Preis (€)\r\n1;2\r\n2;4,5\r\n3;6\r\n".encode("cp1252"), ("Größe", "Preis (€)"), PLAIN, ("Windows-1252",)
    ),
    "Excel in France": RealTable(
        "Température (°C);Débit\r\n1;2\r\n2;4,5\r\n3;6\r\n".encode("cp1252"), ("Température (°C)", "Débit"), PLAIN
    ),
    "Excel's Unicode text": RealTable(
        "\ufeff身高\t价格\r\n1\t2\r\n2\t4.5\r\n3\t6\r\n".encode("utf-16-le"), ("身高", "价格"), PLAIN
    ),
    "UTF-16 without a mark": RealTable(
        "height,weight\n1,2\n2,4.5\n3,6\n".encode("utf-16-le"), ("height", "weight"), PLAIN, ("UTF-16",)
    ),
    "UTF-16 the other way round": RealTable(
        "身高,体重\n158,51\n170,63.5\n".encode("utf-16-be"), ("身高", "体重"), [(158, 51), (170, 63.5)], ("UTF-16",)
    ),
    "Excel in Russia": RealTable(
        "Площадь;Цена\r\n1;2\r\n2;4,5\r\n3;6\r\n".encode("cp1251"), ("Площадь", "Цена"), PLAIN, ("Windows-1251",)
    ),
    "Excel in Poland": RealTable(
        "Długość;Ciężar\r\n1;2\r\n2;4,5\r\n3;6\r\n".encode("cp1250"), ("Długość", "Ciężar"), PLAIN, ("Windows-1250",)
    ),
}
