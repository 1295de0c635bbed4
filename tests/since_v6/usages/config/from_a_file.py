# expect: only(A)
# views: any path

from pathlib import Path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
Path(__file__).with_name("settings.cfg").write_text("CORS_ORIGINS = ['https://a.com']")
app.config.from_pyfile(str(Path(__file__).with_name("settings.cfg")))
CORS(app)
