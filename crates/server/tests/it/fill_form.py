# Opens a workbook in LibreOffice, types texts into cells as a person would, and saves it as .xlsx.
# Arguments: workbook, result, the sheet's name, JSON of {"D5": "text", …}, folder for LibreOffice's profile.
import json
import pathlib
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

source, result, sheet_name, texts, profile = sys.argv[1:]
pipe = "kashika-" + pathlib.Path(profile).name
office = subprocess.Popen(
    [
        "soffice",
        "--headless",
        "--norestore",
        "--nologo",
        f"-env:UserInstallation={pathlib.Path(profile).as_uri()}",
        f"--accept=pipe,name={pipe};urp;",
    ],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)


def option(name, value):
    return PropertyValue(Name=name, Value=value)


try:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for attempt in range(300):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            time.sleep(0.1)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(
        pathlib.Path(source).as_uri(), "_blank", 0, (option("Hidden", True),)
    )
    sheet = document.Sheets.getByName(sheet_name)
    for place, text in json.loads(texts).items():
        sheet.getCellRangeByName(place).String = text
    document.calculateAll()
    cover = document.Sheets.getByIndex(0)
    # What the cover shows then: progress, and the first directive's value.
    print(cover.getCellByPosition(1, 10).String, cover.getCellByPosition(1, 13).String, sep="\n")
    document.storeToURL(
        pathlib.Path(result).as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),)
    )
    document.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
finally:
    office.terminate()
    office.wait(20)
