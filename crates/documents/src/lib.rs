//! Workbooks and PDF: bytes to and from plain tables and pages. Knows no room.
//! Empty until the first document is written.
