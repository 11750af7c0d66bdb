//! The profile of a company: facts recorded and shown, later used to cut benchmarks.

/// The report's seven industry groups with the prefix of published codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Industry {
    Materials,
    Machinery,
    Construction,
    Finance,
    Infrastructure,
    Services,
    Trading,
}

impl Industry {
    pub const ALL: [Industry; 7] = [
        Industry::Materials,
        Industry::Machinery,
        Industry::Construction,
        Industry::Finance,
        Industry::Infrastructure,
        Industry::Services,
        Industry::Trading,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Industry::Materials => "materials",
            Industry::Machinery => "machinery",
            Industry::Construction => "construction",
            Industry::Finance => "finance",
            Industry::Infrastructure => "infrastructure",
            Industry::Services => "services",
            Industry::Trading => "trading",
        }
    }

    /// As the report names it, and as answers files do.
    pub fn ja(self) -> &'static str {
        match self {
            Industry::Materials => "素材製造",
            Industry::Machinery => "機械器具製造",
            Industry::Construction => "建築・土木",
            Industry::Finance => "金融",
            Industry::Infrastructure => "社会インフラ",
            Industry::Services => "サービス",
            Industry::Trading => "商社・流通",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Industry::Materials => "Materials",
            Industry::Machinery => "Machinery and equipment",
            Industry::Construction => "Construction",
            Industry::Finance => "Finance",
            Industry::Infrastructure => "Infrastructure",
            Industry::Services => "Services",
            Industry::Trading => "Trading and distribution",
        }
    }

    /// Prefix of the code under which a company appears in published lists.
    pub fn code_prefix(self) -> &'static str {
        match self {
            Industry::Materials => "SS",
            Industry::Machinery => "KK",
            Industry::Construction => "KD",
            Industry::Finance => "KY",
            Industry::Infrastructure => "SI",
            Industry::Services => "SV",
            Industry::Trading => "SR",
        }
    }

    /// Manufacturing is materials and machinery.
    pub fn is_manufacturing(self) -> bool {
        matches!(self, Industry::Materials | Industry::Machinery)
    }

    /// Reads a code or either name.
    pub fn parse(text: &str) -> Option<Industry> {
        Industry::ALL
            .into_iter()
            .find(|industry| [industry.code(), industry.ja(), industry.en()].contains(&text))
    }
}

/// Number of employees, with a boundary at 300.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headcount {
    Under300,
    From300To999,
    From1000To4999,
    From5000,
}

impl Headcount {
    pub const ALL: [Headcount; 4] =
        [Headcount::Under300, Headcount::From300To999, Headcount::From1000To4999, Headcount::From5000];

    pub fn code(self) -> &'static str {
        match self {
            Headcount::Under300 => "under_300",
            Headcount::From300To999 => "from_300_to_999",
            Headcount::From1000To4999 => "from_1000_to_4999",
            Headcount::From5000 => "from_5000",
        }
    }

    pub fn from_code(code: &str) -> Option<Headcount> {
        Headcount::ALL.into_iter().find(|headcount| headcount.code() == code)
    }
}
