//! Settings of limits.

/// 0 in a rate means none.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Requests that a signed-in person may make in a minute, programs included; 0 for no limit
    #[arg(long, env = "KASHIKA_REQUESTS_PER_PERSON", default_value_t = 1_200, value_name = "COUNT")]
    pub requests_per_person: u32,

    /// Requests that may come in a minute from one address without anybody signed in; 0 for no limit
    #[arg(long, env = "KASHIKA_REQUESTS_PER_ADDRESS", default_value_t = 600, value_name = "COUNT")]
    pub requests_per_address: u32,

    /// Requests answered at the same time; four times as many wait, all others are asked to come again
    #[arg(long, env = "KASHIKA_REQUESTS_AT_ONCE", default_value_t = 256, value_name = "COUNT", value_parser = at_once)]
    pub requests_at_once: usize,

    /// Seconds that one request may take, with the time its body needs to arrive
    #[arg(long, env = "KASHIKA_REQUEST_SECONDS", default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub request_seconds: u64,
}

fn at_once(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=100_000).contains(count));
    count.ok_or_else(|| "a number from 1 to 100000 is needed".to_owned())
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            requests_per_person: 1_200,
            requests_per_address: 600,
            requests_at_once: 256,
            request_seconds: 60,
        }
    }
}

impl Settings {
    pub fn shown(&self) -> String {
        format!(
            "KASHIKA_REQUESTS_PER_PERSON={}\nKASHIKA_REQUESTS_PER_ADDRESS={}\nKASHIKA_REQUESTS_AT_ONCE={}\nKASHIKA_REQUEST_SECONDS={}\n",
            self.requests_per_person, self.requests_per_address, self.requests_at_once, self.request_seconds
        )
    }
}
