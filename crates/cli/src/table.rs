//! Plain columns: aligned by blanks, readable without colour, greppable line by line.

/// Columns as wide as their widest cell; the last one runs free.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(width);
    for row in rows {
        for (known, cell) in widths.iter_mut().zip(row) {
            *known = (*known).max(width(cell));
        }
    }
    let head = head.map(str::to_owned);
    let lines = std::iter::once(&head).chain(rows).map(|row| line(row, &widths));
    lines.collect::<Vec<_>>().join("\n")
}

/// Names and values, the names aligned.
pub(crate) fn pairs(rows: &[(&str, String)]) -> String {
    let widest = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let line =
        |(name, value): &(&str, String)| format!("{name}{}  {value}", " ".repeat(widest - width(name)));
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, widest) in cells.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(widest - width(cell) + 2));
    }
    line.trim_end().to_owned()
}

/// In characters: right for what names mostly hold, and never wrong by more than looks.
fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_lines_end_clean() {
        let rows = [["é".to_owned(), "Active".to_owned()], ["longer".to_owned(), String::new()]];
        assert_eq!(table(["NAME", "STATUS"], &rows), "NAME    STATUS\né       Active\nlonger");
        assert_eq!(pairs(&[("id", "1".into()), ("name", "x".into())]), "id    1\nname  x");
    }
}
