@echo off
rem Puts Descent Lab into the start menu of this user and into "Open with" of experiments (*.descent.json); --undo takes
rem it back. It needs no administrator and copies nothing of the program. Windows looks at a file's last ending only, so
rem that it cannot be the default for .descent.json alone: choose it once under "Open with", or leave .json as it is.
rem Has not been run on Windows yet.
setlocal DisableDelayedExpansion
set "program=%~dp0Descent Lab.exe"
set "link=%APPDATA%\Microsoft\Windows\Start Menu\Programs\Descent Lab.lnk"
set "classes=HKCU\Software\Classes"
rem What follows takes variables by exclamation marks, which keep a & in a folder's name harmless.
setlocal EnableDelayedExpansion
set "code=0"
if /i "%~1"=="--undo" (
    reg delete "%classes%\DescentLab.Experiment" /f >nul 2>&1
    reg delete "%classes%\.json\OpenWithProgids" /v DescentLab.Experiment /f >nul 2>&1
    if exist "!link!" del "!link!"
    set "en=Descent Lab is out of your start menu. The program and your files are untouched."
    set "zh=\u68af\u5ea6\u4e0b\u964d\u5b9e\u9a8c\u5ba4\u5df2\u4ece\u5f00\u59cb\u83dc\u5355\u79fb\u9664\u3002\u7a0b\u5e8f\u548c\u6587\u4ef6\u5747\u672a\u6539\u52a8\u3002"
) else if not exist "!program!" (
    set "en=The program is not beside this file. Unpack the whole archive and run install-for-me there."
    set "zh=\u6b64\u6587\u4ef6\u65c1\u6ca1\u6709\u672c\u7a0b\u5e8f\u3002\u8bf7\u5b8c\u6574\u89e3\u538b\u538b\u7f29\u5305\uff0c\u518d\u8fd0\u884c\u5176\u4e2d\u7684 install-for-me\u3002"
    set "code=1"
) else (
    reg add "%classes%\DescentLab.Experiment" /ve /d "Descent Lab experiment" /f >nul
    reg add "%classes%\DescentLab.Experiment\DefaultIcon" /ve /d "\"!program!\",0" /f >nul
    reg add "%classes%\DescentLab.Experiment\shell\open\command" /ve /d "\"!program!\" \"%%1\"" /f >nul
    reg add "%classes%\.json\OpenWithProgids" /v DescentLab.Experiment /t REG_SZ /d "" /f >nul
    powershell -NoProfile -Command "$s = (New-Object -ComObject WScript.Shell).CreateShortcut($env:link); $s.TargetPath = $env:program; $s.Save()"
    set "en=Descent Lab is in your start menu now, and in Open with of experiments. After moving its folder, run this again."
    set "zh=\u68af\u5ea6\u4e0b\u964d\u5b9e\u9a8c\u5ba4\u5df2\u52a0\u5165\u5f00\u59cb\u83dc\u5355\uff0c\u5e76\u51fa\u73b0\u5728\u5b9e\u9a8c\u6587\u4ef6\u7684\u201c\u6253\u5f00\u65b9\u5f0f\u201d\u4e2d\u3002\u79fb\u52a8\u6587\u4ef6\u5939\u540e\uff0c\u8bf7\u518d\u6b21\u8fd0\u884c\u672c\u6587\u4ef6\u3002"
)
rem The console may have any code page: the Chinese is spelled in numbers.
powershell -NoProfile -Command "if ((Get-UICulture).Name -like 'zh*') { [regex]::Unescape($env:zh) } else { $env:en }"
rem A window that a double click has opened would close at once.
echo "!cmdcmdline!" | findstr /i /c:"install-for-me" >nul && pause
exit /b %code%
