use std::time::Duration;

use crate::worker::{Pool, WorkerCommand, WorkerSettings, limit_memory};
use crate::{Config, Converter, Failure, Limits};
use clap::Args;

use super::Exit;

/// How much of one input is read, and how much time and memory it may take.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits of one input")]
pub struct LimitArguments {
    /// Largest input, in bytes; K, M and G behind the number are allowed here and below.
    #[arg(long, value_name = "N", value_parser = input_bytes, default_value_t = Limits::DEFAULT.input_bytes)]
    pub max_bytes: u64,
    /// Most pages read of a PDF.
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT.pages)]
    max_pages: u64,
    /// Most bytes that one compressed stream of a PDF unpacks to.
    #[arg(long, value_name = "N", value_parser = size, default_value_t = Limits::DEFAULT.unpacked_bytes)]
    max_unpacked_bytes: u64,
    /// Most glyphs of a page; one with more is reported as unread.
    #[arg(long, value_name = "N", value_parser = size, default_value_t = Limits::DEFAULT.glyphs_a_page)]
    max_glyphs: u64,
    /// Most cells of a table.
    #[arg(long, value_name = "N", value_parser = size, default_value_t = Limits::DEFAULT.cells_a_table)]
    max_cells: u64,
    /// Most tables within tables.
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT.nesting)]
    max_nesting: u64,
    /// Largest document written, in bytes.
    #[arg(long, value_name = "N", value_parser = size, default_value_t = Limits::DEFAULT.output_bytes)]
    max_output_bytes: u64,
}

impl LimitArguments {
    /// As the library takes them.
    pub fn limits(&self) -> Limits {
        Limits {
            input_bytes: self.max_bytes,
            pages: self.max_pages,
            unpacked_bytes: self.max_unpacked_bytes,
            glyphs_a_page: self.max_glyphs,
            cells_a_table: self.max_cells,
            nesting: self.max_nesting,
            output_bytes: self.max_output_bytes,
        }
    }
}

/// What a worker process may take.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits of one input")]
pub struct WorkerArguments {
    /// Most memory of the process that reads an input, in bytes; 0 for no limit.
    #[arg(long, value_name = "N", value_parser = size, default_value_t = WorkerSettings::MEMORY_LIMIT)]
    memory_limit: u64,
    /// Most time for an input, in seconds; 10 more for each page that is recognised.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..), default_value_t = WorkerSettings::TIMEOUT.as_secs())]
    timeout: u64,
}

impl WorkerArguments {
    /// Workers, started by `command`, that do what `converter`, made of `config`, does.
    pub fn pool(&self, command: &WorkerCommand, config: &Config, converter: &Converter) -> Pool {
        let settings = WorkerSettings {
            memory_limit: (self.memory_limit > 0).then_some(self.memory_limit),
            timeout: Duration::from_secs(self.timeout),
            program: Some(converter.program().clone()),
            ..WorkerSettings::new(command.clone())
        };
        Pool::new(settings, config)
    }

    /// Puts this process under the limits: for a command that reads one file and has nothing else to lose.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn confine_this_process(&self, shown: &str) -> std::io::Result<()> {
        limit_memory((self.memory_limit > 0).then_some(self.memory_limit))?;
        let late = Failure::Timeout {
            seconds: self.timeout,
        };
        let (timeout, shown) = (Duration::from_secs(self.timeout), shown.to_owned());
        std::thread::Builder::new().spawn(move || {
            std::thread::sleep(timeout);
            tell!("jigyo: {shown}: {late}");
            std::process::exit(Exit::Incomplete.code().into());
        })?;
        Ok(())
    }
}

/// The reader counts in 32 bits, so that more would not help.
fn input_bytes(text: &str) -> Result<u64, String> {
    let (bytes, most) = (size(text)?, Limits::DEFAULT.input_bytes);
    if bytes > most {
        return Err(format!("jigyo reads no more than {most} bytes: split the file"));
    }
    Ok(bytes)
}

/// `1000`, `64K`, `100M` or `2G`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|last: char| last.is_ascii_alphabetic());
    let unit = match text
        .get(digits.len()..)
        .unwrap_or_default()
        .to_ascii_uppercase()
        .as_str()
    {
        "" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => {
            return Err(format!(
                "{text}: give a number, with K, M or G behind it if you like"
            ));
        }
    };
    let number = digits.trim().parse::<u64>();
    let size = number.ok().and_then(|number| number.checked_mul(unit));
    size.ok_or_else(|| format!("{text}: give a number, with K, M or G behind it if you like"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("17"), Ok(17));
        assert_eq!((size("2G"), size("64KiB")), (Ok(2 << 30), Ok(65_536)));
        for wrong in ["", "G", "1T", "-1", "99999999999G"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert_eq!(input_bytes("1G"), Ok(1 << 30));
        assert!(input_bytes("2G").unwrap_err().contains("split"));
    }
}
