//! How the page looks, in the light and in the dark.

use std::path::Path;

use feishu_drive::export_task::FileExtension;
use feishu_drive::file::ListFiles;
use feishu_drive::types::FileRef;
use feishu_sandbox::{Fault, FaultKind, Sandbox};
use serde_json::json;

use crate::driver::Browser;
use crate::{drive, open};

/// The picture of the README.
const PICTURE: &str = "../crates/feishu-sandbox/page.png";
/// How many bytes it may have.
const LARGEST: usize = 150_000;

/// The texts that stand out too little from what is behind them: less than 4.5 to 1, which is what the guidelines ask for.
const PALE: &str = r"
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = (colour) => {
      const [r, g, b] = numbers(colour).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (numbers(colour)[3] !== 0) return colour;
      }
      return 'rgb(255, 255, 255)';
    };
    const pale = [];
    for (const element of document.querySelectorAll('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
      if (!own || !element.checkVisibility()) continue;
      const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < 4.5) pale.push(`${element.outerHTML.slice(0, 80)} ${contrast.toFixed(2)}`);
    }
    return pale";

/// Has the sandbox asked this and that, so that there is something to see.
async fn busy() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = drive(&sandbox);
    let sheet = FileRef::sheet(sandbox.sheet().token);
    let folder = tempfile::tempdir().unwrap();
    let export = drive.export(&sheet, FileExtension::Xlsx);
    export.save_to(folder.path().join("a.xlsx")).await.unwrap();
    drive.files().list(ListFiles::new()).await.unwrap();
    drive
        .files()
        .list(ListFiles::new().page_size(300))
        .await
        .unwrap_err();
    sandbox.add_fault(Fault::new("drive.v1.file.list", FaultKind::rate_limit(2)).times(3));
    drive.files().list(ListFiles::new()).await.unwrap_err();
    sandbox.join_meeting("123456789", "ou_1").unwrap();
    sandbox
}

#[tokio::test]
async fn light_and_dark_are_both_easy_to_read() {
    let Some(browser) = Browser::start(1200, 950, &[]).await else {
        return;
    };
    let sandbox = busy().await;
    let mut grounds = Vec::new();
    let mut pictures = Vec::new();
    for scheme in ["dark", "light"] {
        browser.prefer(scheme).await;
        open(&browser, &sandbox).await;
        browser
            .wait_for_text("#request-rows .violations", "page_size")
            .await;
        browser.wait_for_text("#job-rows", "done").await;
        browser.wait_for_text("#fault-list", "rate_limit").await;
        assert_eq!(browser.run(PALE).await, json!([]), "{scheme}");
        let ground = "return getComputedStyle(document.body).backgroundColor";
        grounds.push(browser.run(ground).await);
        pictures.push(browser.picture().await);
    }
    assert_ne!(grounds[0], grounds[1]);
    for picture in &pictures {
        assert!(picture.starts_with(b"\x89PNG") && picture.len() > 20_000);
    }
    assert_ne!(pictures[0], pictures[1]);
    // Neither cut off nor wider than the window.
    let width =
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.run(width).await, 0);

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURE);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &pictures[1]).unwrap();
    }
    let picture = std::fs::read(&path).unwrap();
    assert!(
        picture.starts_with(b"\x89PNG") && picture.len() < LARGEST,
        "{}",
        picture.len()
    );
}

#[tokio::test]
async fn a_narrow_window_has_it_all_below_each_other() {
    let Some(browser) = Browser::start(520, 900, &[]).await else {
        return;
    };
    let sandbox = busy().await;
    open(&browser, &sandbox).await;
    browser.wait_for_text("#job-rows", "done").await;
    let width =
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.run(width).await, 0);
    let lefts = "return new Set([...document.querySelectorAll('section')].map((card) => Math.round(card.getBoundingClientRect().left))).size";
    assert_eq!(browser.run(lefts).await, 1);
}
