//! What each command takes besides flags: its usage line, the number of its arguments, the place of its flags.

use super::error::UsageError;
use super::walk::Order;

/// The shape of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// What follows the command's name in its usage; a line each.
    pub(crate) usage: &'static [&'static str],
    pub(crate) count: Count,
    pub(crate) order: Order,
}

/// How many arguments a command takes. docker words refusals in two styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Any,
    None,
    AtLeast(usize),
    AtMost(usize),
    Between(usize, usize),
    /// In the style of docker's own commands.
    Exactly(usize),
    /// In the style of docker's own commands.
    OneOrMore,
    /// The command has subcommands and does nothing by itself.
    Group,
}

/// The form of a command by its path below the tool's name: `up`, `bridge convert`.
pub(crate) fn form(path: &str) -> Option<Form> {
    let mixed = |usage, count| Form { usage, count, order: Order::Mixed };
    Some(match path {
        "" | "alpha" | "bridge" | "bridge transformations" => {
            Form { usage: &["[OPTIONS] COMMAND"], count: Count::Group, order: Order::FlagsFirst }
        }
        "build" | "config" | "create" | "events" | "graph" | "images" | "kill" | "logs" | "ps" | "pull" | "push"
        | "restart" | "rm" | "start" | "stop" | "up" | "volumes" => mixed(&["[OPTIONS] [SERVICE...]"], Count::Any),
        "down" => mixed(&["[OPTIONS] [SERVICES]"], Count::Any),
        "pause" | "unpause" | "watch" => mixed(&["[SERVICE...]"], Count::Any),
        "top" => mixed(&["[SERVICES...]"], Count::Any),
        "ls" | "version" => mixed(&["[OPTIONS]"], Count::None),
        "alpha viz" | "bridge convert" | "bridge transformations list" => mixed(&["[OPTIONS]"], Count::Any),
        "attach" | "export" => mixed(&["[OPTIONS] SERVICE"], Count::AtLeast(1)),
        "commit" => mixed(&["[OPTIONS] SERVICE [REPOSITORY[:TAG]]"], Count::Between(1, 2)),
        "cp" => mixed(
            &["[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-", "[OPTIONS] SRC_PATH|- SERVICE:DEST_PATH"],
            Count::Exactly(2),
        ),
        "exec" => {
            Form { usage: &["[OPTIONS] SERVICE COMMAND [ARGS...]"], count: Count::AtLeast(2), order: Order::FlagsFirst }
        }
        "explain" => mixed(&["[OPTIONS] [CODE...]"], Count::Any),
        "port" => mixed(&["[OPTIONS] SERVICE PRIVATE_PORT"], Count::AtLeast(2)),
        "publish" | "alpha publish" => mixed(&["[OPTIONS] REPOSITORY[:TAG]"], Count::Exactly(1)),
        "run" => Form {
            usage: &["[OPTIONS] SERVICE [COMMAND] [ARGS...]"],
            count: Count::AtLeast(1),
            order: Order::FlagsFirst,
        },
        "scale" => mixed(&["[SERVICE=REPLICAS...]"], Count::AtLeast(1)),
        "stats" => mixed(&["[OPTIONS] [SERVICE]"], Count::AtMost(1)),
        "wait" => mixed(&["SERVICE [SERVICE...] [OPTIONS]"], Count::OneOrMore),
        "alpha generate" => mixed(&["[OPTIONS] [CONTAINERS...]"], Count::Any),
        "bridge transformations create" => mixed(&["[OPTION] PATH"], Count::Exactly(1)),
        _ => return None,
    })
}

impl Form {
    /// The usage without its heading: a line each, the second one indented by a tab as docker does.
    pub(crate) fn usage_of(&self, full_name: &str) -> String {
        let lines: Vec<_> = self.usage.iter().map(|usage| format!("{full_name} {usage}")).collect();
        lines.join("\n\t")
    }

    /// Refuses a wrong number of arguments.
    pub(crate) fn check(&self, full_name: &str, arguments: &[String]) -> Result<(), UsageError> {
        let given = arguments.len();
        let text = match self.count {
            Count::None => arguments.first().map(|word| format!("unknown command {word:?} for {full_name:?}")),
            Count::AtLeast(least) if given < least => {
                Some(format!("requires at least {least} arg(s), only received {given}"))
            }
            Count::AtMost(most) if given > most => Some(format!("accepts at most {most} arg(s), received {given}")),
            Count::Between(least, most) if !(least..=most).contains(&given) => {
                Some(format!("accepts between {least} and {most} arg(s), received {given}"))
            }
            Count::Exactly(number) if given != number => {
                let plural = if number == 1 { "" } else { "s" };
                Some(self.in_dockers_style(full_name, &format!("{number} argument{plural}"), "Run"))
            }
            Count::OneOrMore if given == 0 => Some(self.in_dockers_style(full_name, "at least 1 argument", "See")),
            Count::Any
            | Count::AtLeast(_)
            | Count::AtMost(_)
            | Count::Between(..)
            | Count::Exactly(_)
            | Count::OneOrMore
            | Count::Group => None,
        };
        text.map_or(Ok(()), |text| Err(UsageError::ArgumentCount(text)))
    }

    fn in_dockers_style(&self, full_name: &str, required: &str, verb: &str) -> String {
        let usage = self.usage_of(full_name);
        format!(
            "docker: '{full_name}' requires {required}\n\nUsage:  {usage}\n\n{verb} '{full_name} --help' for more information"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, arguments: &[&str]) -> Option<String> {
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        form(path).unwrap().check(&format!("docker rcompose {path}"), &arguments).err().map(|e| e.to_string())
    }

    #[test]
    fn refused_numbers_of_arguments() {
        let cases: [(&str, &[&str], &str); 9] = [
            ("exec", &["x"], "requires at least 2 arg(s), only received 1"),
            ("scale", &[], "requires at least 1 arg(s), only received 0"),
            ("commit", &["a", "b", "c"], "accepts between 1 and 2 arg(s), received 3"),
            ("stats", &["a", "b"], "accepts at most 1 arg(s), received 2"),
            ("ls", &["x"], "unknown command \"x\" for \"docker rcompose ls\""),
            (
                "cp",
                &["a"],
                "docker: 'docker rcompose cp' requires 2 arguments\n\nUsage:  docker rcompose cp [OPTIONS] \
                 SERVICE:SRC_PATH DEST_PATH|-\n\tdocker rcompose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH\n\n\
                 Run 'docker rcompose cp --help' for more information",
            ),
            (
                "publish",
                &[],
                "docker: 'docker rcompose publish' requires 1 argument\n\nUsage:  docker rcompose publish [OPTIONS] \
                 REPOSITORY[:TAG]\n\nRun 'docker rcompose publish --help' for more information",
            ),
            (
                "wait",
                &[],
                "docker: 'docker rcompose wait' requires at least 1 argument\n\nUsage:  docker rcompose wait SERVICE \
                 [SERVICE...] [OPTIONS]\n\nSee 'docker rcompose wait --help' for more information",
            ),
            ("port", &["web"], "requires at least 2 arg(s), only received 1"),
        ];
        for (path, arguments, text) in cases {
            assert_eq!(check(path, arguments).as_deref(), Some(text), "{path}");
        }
    }

    #[test]
    fn accepted_numbers_of_arguments() {
        for (path, arguments) in [
            ("attach", &["a", "b"][..]),
            ("up", &[]),
            ("up", &["a", "b"]),
            ("exec", &["a", "b", "c"]),
            ("wait", &["a"]),
        ] {
            assert_eq!(check(path, arguments), None, "{path}");
        }
    }
}
