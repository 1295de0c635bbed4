# expect: only(A, exposes="X-Total")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config.from_mapping(CORS_ORIGINS="https://a.com", CORS_EXPOSE_HEADERS="X-Total")
CORS(app)
