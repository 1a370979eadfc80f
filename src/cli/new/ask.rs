//! Asks for the topic at a terminal.

use std::io::{self, BufRead, Write};

use super::known::KnownTopic;
use crate::diagnostic::did_you_mean;

/// Lists the topics, and asks until the answer is one of them, by number or name, or a confirmed new one. `None` if the input
/// ends first.
pub fn topic(
    topics: &[KnownTopic],
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<Option<KnownTopic>> {
    for (at, topic) in topics.iter().enumerate() {
        writeln!(output, "{:>4}  {} ({})", at + 1, topic.title, topic.slug)?;
    }
    loop {
        let Some(answer) = ask("topic (number or name)", input, output)? else {
            return Ok(None);
        };
        if answer.is_empty() {
            continue;
        }
        if let Ok(number) = answer.parse::<usize>() {
            match number.checked_sub(1).and_then(|at| topics.get(at)) {
                Some(topic) => return Ok(Some(topic.clone())),
                None => writeln!(output, "there is no number {number}")?,
            }
            continue;
        }
        if let Some(topic) = topics.iter().find(|topic| topic.is_called(&answer)) {
            return Ok(Some(topic.clone()));
        }
        let Some(new) = KnownTopic::new(&answer) else {
            writeln!(output, "`{answer}` has no letter or digit in it")?;
            continue;
        };
        let near = did_you_mean(
            new.slug.as_str(),
            topics.iter().map(|topic| topic.slug.as_str()),
        );
        let near = near.map(|near| format!("; {near}")).unwrap_or_default();
        writeln!(output, "there is no topic `{}`{near}", new.slug)?;
        match ask("make it? (y/N)", input, output)?.as_deref() {
            None => return Ok(None),
            Some("y" | "Y" | "yes" | "Yes" | "YES") => return Ok(Some(new)),
            Some(_) => {}
        }
    }
}

/// Reads one line, without surrounding blanks; `None` at the end of the input.
fn ask(
    question: &str,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<Option<String>> {
    write!(output, "{question}: ")?;
    output.flush()?;
    let mut line = String::new();
    match input.read_line(&mut line)? {
        0 => {
            writeln!(output)?;
            Ok(None)
        }
        _ => Ok(Some(line.trim().to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Slug;

    /// The topic chosen by typing `typed`, and what the terminal shows after the list.
    fn asked(typed: &str) -> (Option<KnownTopic>, String) {
        let topics =
            [("queues", "Queues & topics"), ("time", "Time")].map(|(slug, title)| KnownTopic {
                slug: Slug::parse(slug).unwrap(),
                title: title.into(),
                is_new: false,
            });
        let mut shown = Vec::new();
        let chosen = topic(&topics, &mut typed.as_bytes(), &mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        let list = "   1  Queues & topics (queues)\n   2  Time (time)\n";
        (chosen, shown.strip_prefix(list).unwrap().to_owned())
    }

    fn name(topic: Option<KnownTopic>) -> Option<(String, String, bool)> {
        topic.map(|topic| (topic.slug.to_string(), topic.title, topic.is_new))
    }

    #[test]
    fn a_number_a_folder_or_a_name_will_do() {
        let time = Some(("time".to_owned(), "Time".to_owned(), false));
        for typed in ["2\n", " time \n", "TIME", "\n7\n0\n2\n"] {
            assert_eq!(name(asked(typed).0), time, "{typed:?}");
        }
        let (queues, shown) = asked("queues & Topics\n");
        assert_eq!(queues.unwrap().slug.as_str(), "queues");
        assert_eq!(shown, "topic (number or name): ");
        assert_eq!(
            asked("7\n1\n").1,
            "topic (number or name): there is no number 7\ntopic (number or name): "
        );
    }

    #[test]
    fn a_new_topic_is_made_only_after_a_yes() {
        let (topic, shown) = asked("Queus\nn\n🙂\nMessage logs\nyes\n");
        assert_eq!(
            name(topic),
            Some(("message-logs".into(), "Message logs".into(), true))
        );
        assert_eq!(
            shown,
            "topic (number or name): there is no topic `queus`; did you mean `queues`?\n\
             make it? (y/N): \
             topic (number or name): `🙂` has no letter or digit in it\n\
             topic (number or name): there is no topic `message-logs`\n\
             make it? (y/N): "
        );
        assert_eq!(name(asked("logs\n").0), None);
        assert_eq!(name(asked("logs\ny\n").0).unwrap().1, "Logs");
    }

    #[test]
    fn the_end_of_the_input_chooses_nothing() {
        let (topic, shown) = asked("");
        assert_eq!(name(topic), None);
        assert_eq!(shown, "topic (number or name): \n");
    }
}
