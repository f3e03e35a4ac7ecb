"""Small real files, made by the programs that make such files."""

import base64
import ctypes
import io
import zipfile
import zlib

import pypdfium2
import pypdfium2.raw as pdfium
import xlsxwriter
from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), **saved: object) -> bytes:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    into = io.BytesIO()
    image.save(into, form, **saved)
    return into.getvalue()


def photograph() -> bytes:
    """As a telephone held upright makes it: lying, marked to be turned, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn to the right
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0)})
    return picture("JPEG", exif=exif, quality=95)


def packed(parts: dict[str, bytes | str], *, zipped: bool = True) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED if zipped else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return into.getvalue()


def word(*paragraphs: str, head: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": document})


def slides(*texts: str) -> bytes:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    parts: dict[str, bytes | str] = {"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p/>"}
    for number, text in enumerate(texts, 1):
        parts[f"ppt/slides/slide{number}.xml"] = (
            f'<s xmlns:a="{drawing}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></s>'
        )
    return packed(parts)


def workbook(**sheets: list[list[object]]) -> bytes:
    into = io.BytesIO()
    formats = {"default_date_format": 'ggge"年"m"月"d"日"'}
    with xlsxwriter.Workbook(into, formats) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return into.getvalue()


def pdf(*pages: str) -> bytes:
    """Pages with a line of text each, written by pdfium itself."""
    document = pypdfium2.PdfDocument.new()
    for text in pages:
        page = document.new_page(300, 400)
        written = pdfium.FPDFPageObj_NewTextObj(document, b"Helvetica", 20.0)
        letters = (text + "\0").encode("utf-16-le")
        line = ctypes.cast(ctypes.create_string_buffer(letters), pdfium.FPDF_WIDESTRING)
        pdfium.FPDFText_SetText(written, line)
        pdfium.FPDFPageObj_Transform(written, 1, 0, 0, 1, 30, 300)
        pdfium.FPDFPage_InsertObject(page, written)
        page.gen_content()
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


_OLD_WORKBOOK = (
    "c-rk)O=uHQ5dPja+x(d3&s1oI5(-wWg`!?O*se;o7gMW<RxQ-l29!!F(Th1~wdN=Yo)j;Edhk;9;twjQ7d;3S6$C*@^yonZ1"
    "rKf3naQq6YYPq3LUh07&3ilZ=DpcB^Jd@f>#1-qd$%!<Ip{<U3Z@seWjsa2Yu|)Ga?|9dU3;jQ4yp=X4>__{$D_JeZuTMjI}"
    "Z(aT+fICpQ!ZX6naLJiP$n?huAQv*oF?}qS(`LgGvAmVpl}yF`+Ak-j=?Pg>DnhWuYC^H>VC`%IIm`V#RTv)-19BQHA@W^Fc"
    "TpQID4#$LFu8VqYEGQzr&bR+*s5<;MibrQL~SBE|PX+=LG}L}-u4+q=4Qh?2V}@WYG&-|c<<H0JP^m#;wlpR@Vy1^6Cv;#~e"
    "!%>|6XJgPXDGw@@DizS-M?%8@gLr#C8OKhlgdYZ=IFfSH$djIYN3hHax$EjUXL1<PgsFMxiCpwIvw8NqsB1@)keR~rh>NN(0"
    "GbZW3_>x$|7Qw^?)*$78NNRr5R?*lX^rDQqTH1|5qZGqbxAfLqja}o?=aNWUXr9f2x5nDC_Bv{3zU+O_l=*C|r}kubJ{_HWZ"
    ")DL-FRfwH=W85os!d(L#&~GhwX)L5N1+XWq!y1BvTQf4H(?MnyqO4Lp-*T8$m%?gaB|x8P9sg$Q}gI?G7F1@dlY?9>Tyo<2`"
    "`KzROy<>T6cv`ErNS2q6AmM()kVx`mTg(^PQ|2=36rd4jede;J|@{{}Rgj7~o?$AN+Ld@aVSw>&#FoIKN5$S?t3oU1#W%awn"
    "2hr*O8S_*n&A*<-0i>e&Aa83$?h6h<&4c8pXUzjXLl<<GNd#n94ip-Sg3RAT2}p8ppIbNCD"
)


def old_workbook() -> bytes:
    """As Excel wrote them until 2003: 味噌, 1200, a day; 端 below the day; 1.5; and an empty sheet."""
    return zlib.decompress(base64.b85decode(_OLD_WORKBOOK))
