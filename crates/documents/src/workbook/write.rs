//! A [`Book`] as the bytes of an `.xlsx` file.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartType, Color, DataValidation,
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, ProtectionOptions, Workbook,
    Worksheet, XlsxError,
};

use super::{Book, Cell, Choices, Content, Look, Radar, Sheet, Visibility};

#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written: {0}")]
pub struct WriteError(#[from] XlsxError);

/// A tenth larger than usual, in little more than half of the time.
const PACKING: u8 = 2;
const FONT: &str = "BIZ UDPゴシック";
const SIZE_POINTS: u8 = 10;
const INK: u32 = 0x1A1A1A;
const SOFT: u32 = 0x5A5A55;
const LINE: u32 = 0xB8B6AE;
const INPUT: u32 = 0xFFF9E5;
/// Own values first, then averages; told apart by dashes as well.
const LINES: [(u32, ChartLineDashType, f64); 2] =
    [(0x1F4E79, ChartLineDashType::Solid, 2.5), (0x8A6D1B, ChartLineDashType::Dash, 1.5)];

pub(super) fn bytes(book: &Book) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKING);
    let made_at = ExcelDateTime::from_timestamp(book.made_at_seconds)?;
    workbook.set_properties(&DocProperties::new().set_title(&book.title).set_creation_datetime(&made_at));
    for sheet in &book.sheets {
        write_sheet(workbook.add_worksheet(), sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    worksheet.set_very_hidden(sheet.visibility == Visibility::Hidden);
    for (column, width) in (0_u16..).zip(&sheet.widths) {
        if *width > 0.0 {
            worksheet.set_column_width(column, *width)?;
        } else {
            worksheet.set_column_hidden(column)?;
        }
    }
    for (row, height) in &sheet.heights {
        worksheet.set_row_height(*row, *height)?;
    }
    let mut formats = Formats::default();
    for cell in &sheet.cells {
        write_cell(worksheet, cell, formats.of(cell.look))?;
    }
    for (first_row, first_column, last_row, last_column, cell) in &sheet.merged {
        let format = formats.of(cell.look);
        worksheet.merge_range(*first_row, *first_column, *last_row, *last_column, "", format)?;
        write_cell(worksheet, cell, format)?;
    }
    for choices in &sheet.choices {
        worksheet.add_data_validation(
            choices.row,
            choices.column,
            choices.row,
            choices.column,
            &validation(choices)?,
        )?;
    }
    for radar in &sheet.radars {
        worksheet.insert_chart(radar.row, radar.column, &chart(radar))?;
    }
    if let Some((row, column)) = sheet.freeze {
        worksheet.set_freeze_panes(row, column)?;
    }
    if sheet.is_locked {
        // Widths and heights may be changed to fit one's own screen.
        worksheet.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        });
    }
    print_setup(worksheet, sheet)
}

fn print_setup(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    worksheet.set_paper_size(A4);
    worksheet.set_print_fit_to_pages(1, 0);
    worksheet.set_screen_gridlines(false);
    if sheet.is_landscape {
        worksheet.set_landscape();
    }
    if let Some((row, column)) = sheet.last_printed {
        worksheet.set_print_area(0, 0, row, column)?;
    }
    if let Some((first, last)) = sheet.repeated_rows {
        worksheet.set_repeat_rows(first, last)?;
    }
    if !sheet.footer.is_empty() {
        worksheet.set_footer(format!("&L&8{}&R&8&P / &N", sheet.footer.replace('&', "&&")));
    }
    Ok(())
}

fn write_cell(worksheet: &mut Worksheet, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    let (row, column) = (cell.row, cell.column);
    match &cell.content {
        // Never `write`, which may guess at what a text is meant to be.
        Content::Text(text) => worksheet.write_string_with_format(row, column, text, format)?,
        Content::Number(number) => worksheet.write_number_with_format(row, column, *number, format)?,
        Content::Formula { formula, shown } => worksheet.write_formula_with_format(
            row,
            column,
            Formula::new(formula).set_result(shown),
            format,
        )?,
        Content::Blank => worksheet.write_blank(row, column, format)?,
    };
    Ok(())
}

fn validation(choices: &Choices) -> Result<DataValidation, XlsxError> {
    let list = DataValidation::new().allow_list_formula(Formula::new(&choices.source));
    list.set_error_title(&choices.title)?.set_error_message(&choices.refusal)
}

fn chart(radar: &Radar) -> Chart {
    let mut chart = Chart::new(ChartType::RadarWithMarkers);
    for ((name, values), (color, dash, width)) in radar.series.iter().zip(LINES) {
        let line = ChartLine::new().set_color(Color::RGB(color)).set_dash_type(dash).set_width(width).clone();
        chart
            .add_series()
            .set_name(name)
            .set_categories(radar.axes.as_str())
            .set_values(values.as_str())
            .set_format(ChartFormat::new().set_line(&line));
    }
    chart.title().set_name(&radar.title);
    chart.set_alt_text(&radar.description);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.y_axis().set_min(radar.lowest).set_max(radar.highest).set_major_unit(1.0);
    chart.set_width(radar.width_pixels).set_height(radar.height_pixels);
    chart
}

/// Each look becomes one format.
#[derive(Default)]
struct Formats(Vec<(Look, Format)>);

impl Formats {
    fn of(&mut self, look: Look) -> &Format {
        let index = match self.0.iter().position(|(known, _)| *known == look) {
            Some(index) => index,
            None => {
                self.0.push((look, format(look)));
                self.0.len() - 1
            }
        };
        &self.0[index].1
    }
}

fn format(look: Look) -> Format {
    let size = if look.size == 0 { SIZE_POINTS } else { look.size };
    let ink = look.ink.unwrap_or(if look.is_soft { SOFT } else { INK });
    let mut format = Format::new()
        .set_font_name(FONT)
        .set_font_size(f64::from(size))
        .set_font_color(Color::RGB(ink))
        .set_align(FormatAlign::Top);
    if !look.is_line {
        format = format.set_text_wrap();
    }
    if look.is_bold {
        format = format.set_bold();
    }
    if look.is_centered {
        format = format.set_align(FormatAlign::Center);
    }
    if look.has_border || look.is_input {
        format = format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE));
    }
    if let Some(fill) = look.fill.or(look.is_input.then_some(INPUT)) {
        format = format.set_background_color(Color::RGB(fill));
    }
    if look.is_input {
        format = format.set_unlocked();
    }
    match look.decimals {
        Some(decimals) => format.set_num_format(format!("0.{}", "0".repeat(decimals.into()))),
        None => format,
    }
}
