//! The three services of examples/image-of-the-day: a picture, a log of visits, and the page that shows both.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::http::{self, Answer};
use crate::serve::Service;

/// Pictures with captions; the day of the epoch picks one.
const PICTURES: [(&str, &str); 3] = [
    (
        "Harbour at noon",
        r"
         |    |    |
        )_)  )_)  )_)
       )___))___))___)
      )____)____)_____)
    _____|____|____|_____
    \   o   o   o   o   /
  ~~~\_________________/~~~~
   ~~~~   ~~~~~~   ~~~~  ~~
",
    ),
    (
        "Crane over containers",
        r"
     _____________________
    |/|        |
    | |      __|__
    | |     |_____|
    | |   ____ ____ ____
    | |  |____|____|____|
   _|_|__|____|____|____|__
",
    ),
    (
        "Lighthouse, evening",
        r"
        \  .  /
       -- (*) --
          |=|
          | |
         /| |\
        /_|_|_\
    ~~~~~~~~~~~~~~~~
",
    ),
];

/// The image service: today's picture and who served it.
pub(crate) struct Image;

impl Service for Image {
    fn title(&self) -> String {
        "image of the day".to_owned()
    }

    fn answer(&self, path: &str) -> Answer {
        if path != "/" {
            return Answer::new(404, "no such page\n");
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let day = now.as_secs() / (24 * 60 * 60);
        let index = usize::try_from(day % PICTURES.len() as u64).unwrap_or_default();
        let (caption, picture) = PICTURES[index];
        Answer::new(200, format!("{caption}\n{picture}\nserved by {}\n", crate::hostname()))
    }
}

/// Counts the visits that it is told of.
#[derive(Default)]
pub(crate) struct AccessLog {
    visits: AtomicU64,
}

impl Service for AccessLog {
    fn title(&self) -> String {
        "access log".to_owned()
    }

    fn answer(&self, path: &str) -> Answer {
        let visits = match path {
            "/visit" => self.visits.fetch_add(1, Ordering::Relaxed) + 1,
            "/" => self.visits.load(Ordering::Relaxed),
            _ => return Answer::new(404, "no such page\n"),
        };
        Answer::new(200, format!("{visits}\n"))
    }
}

/// The front page: the picture, and the number of this visit.
pub(crate) struct Gallery {
    image_service: String,
    access_log: String,
}

impl Gallery {
    pub(crate) fn from_environment() -> Self {
        Self {
            image_service: crate::variable("IMAGE_SERVICE", "iotd"),
            access_log: crate::variable("ACCESS_LOG", "accesslog"),
        }
    }
}

impl Service for Gallery {
    fn title(&self) -> String {
        "image gallery".to_owned()
    }

    fn answer(&self, path: &str) -> Answer {
        if path != "/" {
            return Answer::new(404, "no such page\n");
        }
        let picture = http::get(&self.image_service);
        let visit = http::get(&format!("{}/visit", self.access_log));
        match (picture, visit) {
            (Ok(picture), Ok(visit)) => Answer::new(
                200,
                format!("Image of the day: {}visit number {} to the gallery\n", picture.body, visit.body.trim()),
            ),
            (Err(error), _) => Answer::new(502, format!("{} does not answer: {error}\n", self.image_service)),
            (_, Err(error)) => Answer::new(502, format!("{} does not answer: {error}\n", self.access_log)),
        }
    }
}
